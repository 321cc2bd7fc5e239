import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { atom } from '#src/feeds/atom.ts'
import { feedOf } from '#src/feeds/feed.ts'
import { jsonFeed } from '#src/feeds/json.ts'
import { rss } from '#src/feeds/rss.ts'
import { windowOf } from '#src/posts/closing.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { aPost, NOON } from '#test/support/makers.ts'
import { HABITS, READERS, type Read } from './readers.ts'

const ORIGIN = 'https://status.acme.test'
const page = { name: 'Acme & Söhne', time_zone: 'Europe/Lisbon', created_at: NOON }
const about = { page, origin: ORIGIN, path: '/history.atom' }
const MINUTE = 60_000

function anUpdate(seq: number, changes: Partial<Update> = {}): Update {
  return {
    id: `u${seq}`,
    seq,
    state: 'investigating',
    body: 'We look into it.',
    language: 'en',
    texts: {},
    authorName: 'Ana Reis',
    nextUpdateBy: null,
    publishedAt: NOON + seq * MINUTE,
    editedAt: null,
    components: [],
    revisions: [],
    ...changes,
  }
}

const feed = (...posts: Post[]) => feedOf(posts, about)
const only = (post: Post) => {
  const [item] = feed(post).items
  if (!item) throw new Error('A post is missing from its feed.')
  return item
}

const TITLES = [
  'Email arrives late',
  '<script>alert(1)</script>',
  'CDATA ends ]]> here <![CDATA[',
  'Fish & chips &amp; &lt;b&gt;vinegar&lt;/b&gt; &#x41;',
  '🔥 Payments 支払い معلّق "quoted" \'single\'',
  'Control\u0000\u0007\u001b characters\uffff and \ud800 half a pair',
  'Two\nlines\tand   spaces',
]

const posts = TITLES.map((title, index) =>
  aPost({
    id: `post${index}`,
    title,
    publishedAt: NOON - index * MINUTE,
    updatedAt: NOON - index * MINUTE,
    updates: [
      anUpdate(2, { state: 'resolved', body: 'Over. **Thanks** <script>alert(2)</script> ]]> & \u0001 🔥' }),
      anUpdate(1),
    ],
  }),
)

describe('four readers agree', () => {
  const whole = feed(...posts)
  const said: Read[] = whole.items.map(({ id, title, url, published, html }) => ({
    id,
    title,
    url,
    published: new Date(published).toISOString().replace('.000Z', 'Z'),
    html,
  }))
  const FORMATS = { atom, rss, json: jsonFeed }

  for (const [name, read] of Object.entries(READERS))
    for (const [format, write] of Object.entries(FORMATS)) {
      if (format === 'json' && name !== 'feedsmith') continue
      test(`${name} reads in ${format} what we say`, async () => {
        expect(await read(write(whole))).toEqual(said.map(HABITS[name] ?? ((one) => one)))
      })
    }

  test('and the XML is well formed', () => {
    expect(XMLValidator.validate(atom(whole))).toBe(true)
    expect(XMLValidator.validate(rss(whole))).toBe(true)
  })
})

describe('an item', () => {
  test('keeps its id and its day while the post lives on', () => {
    const young = aPost({ updates: [anUpdate(1)] })
    const old = {
      ...young,
      state: 'resolved' as const,
      title: 'Another title',
      updatedAt: NOON + 9 * 86_400_000,
    }
    expect(only(old).id).toBe(only(young).id)
    expect(only(young).id).toBe('tag:status.acme.test,2026-11-22:Incident/aaaaaaaaaaaa')
    expect(only(old).published).toBe(NOON)
  })

  test('is as new as the last thing that was said or corrected', () => {
    expect(only(aPost({ updates: [anUpdate(7), anUpdate(1)] })).updated).toBe(NOON + 7 * MINUTE)
    const corrected = aPost({ updates: [anUpdate(7), anUpdate(1, { editedAt: NOON + 60 * MINUTE })] })
    expect(only(corrected).updated).toBe(NOON + 60 * MINUTE)
  })

  test('says every update, newest first, with its state, its time in the zone of the page and who said it', () => {
    const { html } = only(
      aPost({ updates: [anUpdate(2, { state: 'resolved', body: 'Over.' }), anUpdate(1)] }),
    )
    expect(html.indexOf('Over.')).toBeGreaterThan(0)
    expect(html.indexOf('Over.')).toBeLessThan(html.indexOf('We look into it.'))
    expect(html).toContain('<strong>Resolved</strong>, Ana Reis')
    expect(html).toContain('22 Nov 2026, 12:02 WET')
  })

  test('of a closure says when, and what still works', () => {
    const window = windowOf('2026-12-24T18:00', '2026-12-27T09:00', 'Europe/Lisbon')
    const { html } = only(
      aPost({ kind: 'closure', state: 'scheduled', window, stillWorks: 'The *web shop*.' }),
    )
    expect(html).toContain('Thu 24 Dec 2026, 18:00 to Sun 27 Dec 2026, 9:00 WET')
    expect(html).toContain('What still works</strong></p><p>The <em>web shop</em>.</p>')
  })

  test('has only absolute links, and none that runs', () => {
    const body =
      '[a](/history?a=1&b=2) [b](other) [c](#note) [d](javascript:alert(1)) [e](https://x.test/?a&b)'
    const { html } = only(aPost({ updates: [anUpdate(1, { body })] }))
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
    expect(links).toEqual([
      `${ORIGIN}/history?a=1&amp;b=2`,
      `${ORIGIN}/incidents/other`,
      `${ORIGIN}/incidents/aaaaaaaaaaaa#note`,
      'https://x.test/?a&amp;b',
    ])
    expect(html).not.toContain('javascript:')
  })
})

describe('a feed', () => {
  test('begins with what changed last', () => {
    const late = aPost({ id: 'late', publishedAt: NOON - 99 * MINUTE, updates: [anUpdate(9)] })
    expect(feed(aPost(), late).items.map(({ url }) => url.split('/').at(-1))).toEqual([
      'late',
      'aaaaaaaaaaaa',
    ])
  })

  test('narrowed to a kind or a component is another feed, with another id', () => {
    const component = { id: 'shop', name: 'Web shop' }
    const ids = [{}, { kind: 'release' as const }, { component }].map(
      (more) => feedOf([], { ...about, ...more }).id,
    )
    expect(new Set(ids).size).toBe(3)
  })

  test('without posts is as old as the page, and still a feed', () => {
    expect(feed().updated).toBe(NOON)
    expect(XMLValidator.validate(atom(feed()))).toBe(true)
  })
})
