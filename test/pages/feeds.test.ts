import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { READERS } from '#test/feeds/readers.ts'
import { aComponent, anAuthor, anIncident, aPage } from '#test/support/makers.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
let shop: string
const FEEDS = {
  '/history.atom': 'application/atom+xml',
  '/history.rss': 'application/rss+xml',
  '/feed.json': 'application/feed+json',
}

beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const get = (path: string) => fetch(site.url + path)

test('before a page is set up there are no feeds', async () => {
  for (const path of Object.keys(FEEDS)) expect((await get(path)).status).toBe(404)
})

describe('the feeds of a page', () => {
  beforeAll(async () => {
    await aPage(site.db)
    const author = await anAuthor(site.db)
    shop = await aComponent(site.db, 'Web shop')
    let key = 0
    const tell = (title: string, changes = {}) => {
      key += 1
      const by = { author, now: Date.now() - 60_000 + key, formKey: `feed ${key}` }
      return publish(site.db, anIncident({ title, channels: [], ...changes }), by)
    }
    await tell('The shop is slow', { componentIds: [shop] })
    await tell('Mail is late')
    await tell('Search', { kind: 'release', state: 'released', impact: null, startedAt: null })
    await site.caughtUp()
  })

  test('come as what they are, the same for everybody', async () => {
    for (const [path, type] of Object.entries(FEEDS)) {
      const answer = await get(path)
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        `${type}; charset=utf-8`,
      ])
      expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=0,/)
    }
  })

  test('can be narrowed to a kind and to a component, and name their own address', async () => {
    const titles = async (query: string) => {
      const found = await Promise.all(
        Object.keys(FEEDS).map(async (path) => {
          const text = await (await get(path + query)).text()
          expect(text).toContain(
            `${site.url}${path}${query.replaceAll('&', path === '/feed.json' ? '&' : '&amp;')}`,
          )
          return (await READERS.feedsmith?.(text))?.map(({ title }) => title)
        }),
      )
      expect(found[1]).toEqual(found[0])
      expect(found[2]).toEqual(found[0])
      return found[0]
    }
    expect(await titles('')).toEqual(['Search', 'Mail is late', 'The shop is slow'])
    expect(await titles('?kind=incident')).toEqual(['Mail is late', 'The shop is slow'])
    expect(await titles(`?component=${shop}`)).toEqual(['The shop is slow'])
    expect(await titles(`?kind=release&component=${shop}`)).toEqual([])
  })

  test('of a component that there is not are not found', async () => {
    for (const path of Object.keys(FEEDS))
      for (const none of ['nothing', "'", '%00'])
        expect((await get(`${path}?component=${none}`)).status).toBe(404)
  })

  test('are named in the head of the page, where readers look for them', async () => {
    const html = await (await get('/')).text()
    for (const [path, type] of Object.entries(FEEDS))
      expect(html).toMatch(
        new RegExp(`<link rel="alternate" type="${type.replace('+', '\\+')}" href="${path}"`),
      )
  })
})

describe('the calendar of closures', () => {
  test('has the closures of all components or of one, coming and cancelled ones, and nothing else', async () => {
    const author = await anAuthor(site.db)
    const branch = await aComponent(site.db, 'Branch', { sort: 'place' })
    const window = windowOf('2099-01-02T09:00', '2099-01-02T12:00', 'Europe/Lisbon')
    const blank = {
      kind: 'closure',
      state: 'scheduled',
      reason: 'other',
      impact: null,
      startedAt: null,
      window,
    } as const
    const tell = (title: string, componentIds: string[]) =>
      publish(site.db, anIncident({ ...blank, title, componentIds, channels: [] }), {
        author,
        now: Date.now(),
        formKey: title,
      })
    await tell('Stocktaking', [branch])
    const off = await tell('Party', [])
    const entry = {
      state: 'cancelled',
      body: 'Off.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    } as const
    await update(site.db, off.postId, { ...entry, channels: [] }, { author, now: Date.now(), formKey: 'off' })
    await site.caughtUp()
    const titles = async (query: string) => {
      const answer = await get(`/closures.ics${query}`)
      expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
      return [...(await answer.text()).matchAll(/SUMMARY:(.*)\r/g)].map(([, title]) => title).sort()
    }
    expect(await titles('')).toEqual(['Cancelled: Party', 'Stocktaking'])
    expect(await titles(`?component=${branch}`)).toEqual(['Stocktaking'])
    expect((await get('/closures.ics?component=nothing')).status).toBe(404)
    expect((await get('/closures.ics?kind=incident')).status).toBe(404)
  })
})
