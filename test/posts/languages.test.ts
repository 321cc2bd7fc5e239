import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listTitlesBefore } from '#db/queries/posts.ts'
import { searchPosts } from '#db/queries/search.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { contentOf } from '#src/deliveries/content.ts'
import { windowOf } from '#src/posts/closing.ts'
import { readDraft } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import { wordsAsked } from '#src/posts/found.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { publish } from '#src/posts/publish.ts'
import { inLanguage, missingIn } from '#src/posts/texts.ts'
import { translatePost, translateUpdate } from '#src/posts/translate.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

const TEXTS = {
  de: { title: 'E-Mails kommen verspätet an', body: 'Alle **E-Mails** sind verzögert.' },
  ja: { title: 'メールの遅延' },
}
const QUIET = { statuses: {}, nextUpdateBy: null, channels: [] }

onBothEngines('a post in several languages', (open) => {
  async function world(changes: Parameters<typeof anIncident>[0] = {}) {
    const { db } = await open()
    await aPage(db, { language: 'en', languages: '["en","de","ja"]' })
    const author = await anAuthor(db)
    const draft = anIncident({ texts: TEXTS, channels: ['email'], ...changes })
    const said = await publish(db, draft, { author, now: NOON, formKey: 'first' })
    return { db, author, ...said }
  }
  const postOf = async (db: Db, id: string) => {
    const post = await findPost(db, id)
    if (!post) throw new Error('no post')
    return post
  }

  test('reads in each, text by text, and in its own where nothing is written', async () => {
    const { db, postId } = await world()
    const post = await postOf(db, postId)
    const read = (language: 'en' | 'de' | 'ja' | 'ar') => {
      const { title, language: ofTitle, updates } = inLanguage(post, language)
      return [title, ofTitle, updates[0]?.body, updates[0]?.language]
    }
    const own = 'Mail to **all** customers is delayed. We are looking into it.'
    expect(read('en')).toEqual(['Email arrives late', 'en', own, 'en'])
    expect(read('de')).toEqual([TEXTS.de.title, 'de', TEXTS.de.body, 'de'])
    expect(read('ja')).toEqual([TEXTS.ja.title, 'ja', own, 'en'])
    expect(read('ar')).toEqual(['Email arrives late', 'en', own, 'en'])
    expect(missingIn(post, ['en', 'de', 'ja', 'ar'])).toEqual(['ja', 'ar'])
  })

  test('is written first in the language of its page, and not a second time in it', async () => {
    const { db } = await open()
    await aPage(db, { language: 'de', languages: '["de","en"]' })
    const author = await anAuthor(db)
    const { postId } = await publish(db, anIncident({ texts: TEXTS }), { author, now: NOON, formKey: 'k' })
    const post = await postOf(db, postId)
    expect([post.language, post.title]).toEqual(['de', 'Email arrives late'])
    expect(Object.keys(post.texts)).toEqual(['ja'])
  })

  test('is told to each subscriber in theirs, kind and states too', async () => {
    const { db, announcementId } = await world()
    const announcement = await db
      .selectFrom('announcements')
      .selectAll()
      .where('id', '=', announcementId ?? 0)
      .executeTakeFirstOrThrow()
    const told = async (language: 'en' | 'de' | 'ja') => {
      const content = await contentOf(db, announcement, NOON, language)
      if (!content) throw new Error('nothing to say')
      return content
    }
    const de = await told('de')
    expect(de.post).toMatchObject({ title: TEXTS.de.title, language: 'de', kindLabel: 'Störung' })
    expect(de.updates[0]).toMatchObject({
      text: 'Alle E-Mails sind verzögert.',
      html: '<p>Alle <strong>E-Mails</strong> sind verzögert.</p>',
      language: 'de',
    })
    const ja = await told('ja')
    expect([ja.post.language, ja.updates[0]?.language]).toEqual(['ja', 'en'])
    expect((await told('en')).post.title).toBe('Email arrives late')
  })

  test('keeps a correction in one language for everybody to see, and leaves the others alone', async () => {
    const { db, author, postId, updateId } = await world()
    const by = { author, now: NOON + 1 }
    await translateUpdate(db, updateId, 'de', 'E-Mails sind verzögert.', by)
    await translateUpdate(db, updateId, 'de', 'E-Mails sind verzögert.', by)
    await translateUpdate(db, updateId, 'ja', 'メールが遅れています。', by)
    await translatePost(db, postId, 'de', { title: 'E-Mails verspätet', stillWorks: null }, by)
    const [said] = (await postOf(db, postId)).updates
    expect(said?.texts).toEqual({ de: 'E-Mails sind verzögert.', ja: 'メールが遅れています。' })
    expect(said?.body).toContain('Mail to **all**')
    expect(said?.revisions).toEqual([
      { body: TEXTS.de.body, language: 'de', staffName: author.name, replacedAt: NOON + 1 },
    ])
    expect(await listTitlesBefore(db, postId)).toMatchObject([{ title: TEXTS.de.title, language: 'de' }])
    const german = inLanguage(await postOf(db, postId), 'de')
    expect(german.updates[0]?.revisions).toHaveLength(1)
    await translateUpdate(db, updateId, 'en', 'All mail is late.', by)
    const again = (await postOf(db, postId)).updates[0]
    expect([again?.body, again?.revisions.length]).toEqual(['All mail is late.', 2])
  })

  test('is found by the words of every language, and by corrected ones', async () => {
    const { db, author, postId, updateId } = await world()
    const found = async (typed: string) =>
      (await searchPosts(db, wordsAsked(typed), { before: Number.MAX_SAFE_INTEGER, limit: 5 }))?.posts.map(
        ({ id }) => id,
      )
    for (const typed of ['verspatet', 'verzögert', 'late', 'メールの遅延'])
      expect([typed, await found(typed)]).toEqual([typed, [postId]])
    await translateUpdate(db, updateId, 'de', 'Es klemmt.', { author, now: NOON + 1 })
    expect(await found('klemmt')).toEqual([postId])
    expect(await found('verzögert')).toEqual([])
  })

  test('goes on in several: another word says what it says in each', async () => {
    const { db, author, postId } = await world()
    const entry = {
      ...QUIET,
      state: 'resolved' as const,
      body: 'It is over.',
      texts: { de: 'Es ist vorbei.' },
    }
    await update(db, postId, entry, { author, now: NOON + 1, formKey: 'over' })
    const post = await postOf(db, postId)
    expect(inLanguage(post, 'de').updates.map(({ body }) => body)).toEqual(['Es ist vorbei.', TEXTS.de.body])
    expect(inLanguage(post, 'ja').updates.map(({ language }) => language)).toEqual(['en', 'en'])
  })

  test('has what the clock says in every language', async () => {
    const { db } = await open()
    await aPage(db, { language: 'de', languages: '["de","ar"]' })
    const author = await anAuthor(db)
    const window = windowOf('2026-11-22T12:01', '2026-11-22T12:02', 'UTC')
    const closure = { kind: 'closure', state: 'scheduled', impact: null, reason: 'maintenance' } as const
    const draft = anIncident({ ...closure, startedAt: null, window, channels: [] })
    const { postId } = await publish(db, draft, { author, now: NOON, formKey: 'm' })
    await keepTime(db, NOON + 61_000)
    const post = await postOf(db, postId)
    expect(post.updates[0]).toMatchObject({ body: 'Die Wartung hat begonnen.', language: 'de' })
    expect(inLanguage(post, 'ar').updates[0]?.body).toBe('بدأت أعمال الصيانة.')
    expect(inLanguage(post, 'ar').title).toBe(post.title)
  })
})

const INCIDENT = { kind: 'incident', title: 'Late', body: 'Mail is late.', impact: 'minor' }

test('what is typed in another language is read as carefully as the rest, and what is left empty is not there', () => {
  const typed = {
    ...INCIDENT,
    'title.de': ' Verspätet ',
    'body.de': 'Zeile\r\nZeile\u0000',
    'title.ja': '',
    'body.ja': '  ',
    'title.xx': 'nobody speaks it',
    'body.__proto__': 'x',
  }
  const read = readDraft(typed, 'UTC', NOON)
  expect('draft' in read && read.draft.texts).toEqual({ de: { title: 'Verspätet', body: 'Zeile\nZeile' } })
  const wrong = readDraft({ ...INCIDENT, 'title.de': 'a\u2028b', 'body.fr': 'x'.repeat(20_001) }, 'UTC', NOON)
  expect('problems' in wrong && Object.keys(wrong.problems).sort()).toEqual(['body.fr', 'title.de'])
  const none = readDraft(INCIDENT, 'UTC', NOON)
  expect('draft' in none && none.draft.texts).toBeUndefined()
  const post = { kind: 'incident', state: 'investigating', impact: 'minor', window: null } as const
  const entry = readEntry({ state: 'monitoring', body: 'x', 'body.pt': 'Já está.' }, post, 'UTC', NOON)
  expect('entry' in entry && entry.entry.texts).toEqual({ pt: 'Já está.' })
})
