import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { searchPosts } from '#db/queries/search.ts'
import { wordsAsked } from '#src/posts/found.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

const ALL = { before: Number.MAX_SAFE_INTEGER, limit: 20 }

onBothEngines('search', (open) => {
  let key = 0
  async function world() {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const say = (title: string, body: string, now = NOON) =>
      publish(db, anIncident({ title, body, channels: [] }), { author, now, formKey: `key ${++key}` })
    return { db, author, say }
  }
  const titles = async (db: Db, typed: string, page = ALL) =>
    (await searchPosts(db, wordsAsked(typed), page))?.posts.map(({ title }) => title)

  test('finds words of titles and of every update, together or apart', async () => {
    const { db, author, say } = await world()
    const { postId } = await say('Cards refused', 'Some payments fail.')
    await say('Search is slow', 'We look into it.')
    const entry = { statuses: {}, nextUpdateBy: null, channels: [] }
    const later = { ...entry, state: 'identified' as const, body: 'A certificate has expired.' }
    await update(db, postId, later, { author, now: NOON + 1, formKey: 'later' })
    expect(await titles(db, 'certificate')).toEqual(['Cards refused'])
    expect(await titles(db, 'cards expired')).toEqual(['Cards refused'])
    expect(await titles(db, 'cards slow')).toEqual([])
  })

  test('sets accents and case aside, and takes three letters and more for a beginning', async () => {
    const { db, say } = await world()
    await say(
      'Café in São Bento geschlossen',
      'Überall ÄRGER mit dem Zahlungsverkehr, www.example.com/status.',
    )
    for (const typed of ['cafe', 'CAFÉ', 'sao', 'uber', 'arger', 'zahlungs', 'example', 'status'])
      expect([typed, await titles(db, typed)]).toEqual([typed, ['Café in São Bento geschlossen']])
    expect(await titles(db, 'be')).toEqual([])
    expect(await titles(db, 'in')).toEqual(['Café in São Bento geschlossen'])
  })

  test('follows a corrected text, and forgets the words that it no longer has', async () => {
    const { db, author, say } = await world()
    const { updateId } = await say('Outage', 'The sprinkler is to blame.')
    await revise(db, updateId, 'The switch is to blame.', { author, now: NOON + 1 })
    expect(await titles(db, 'switch')).toEqual(['Outage'])
    expect(await titles(db, 'sprinkler')).toEqual([])
    await db.updateTable('posts').set({ title: 'Power cut' }).execute()
    expect(await titles(db, 'power')).toEqual(['Power cut'])
    expect(await titles(db, 'outage')).toEqual([])
    await db.deleteFrom('posts').execute()
    expect(await titles(db, 'power')).toEqual([])
  })

  test('gives the newest first and goes on page by page without losing or repeating any', async () => {
    const { db, say } = await world()
    // Several at one instant, too.
    for (let i = 0; i < 25; i += 1) await say(`Delay ${i}`, 'Late.', NOON + Math.floor(i / 3) * 1000)
    const found: string[] = []
    let before: number | undefined = Number.MAX_SAFE_INTEGER
    while (before !== undefined) {
      const page = await searchPosts(db, ['delay'], { before, limit: 10 })
      found.push(...(page?.posts.map(({ title }) => title) ?? []))
      before = page?.next
    }
    expect(new Set(found).size).toBe(25)
    expect(found).toHaveLength(25)
    expect(found[0]).toBe('Delay 24')
    expect(found.at(-1)).toMatch(/Delay [012]/)
  })

  test('takes whatever is typed', async () => {
    const { db, say } = await world()
    await say('Outage', 'NEAR AND or not "x" * ^ title: body')
    const nasty = [
      '"',
      '*',
      'a* OR b',
      'NEAR(a b)',
      'title:x',
      "';--",
      '-x',
      '(',
      'AND',
      ':*',
      '!',
      '&|',
      '<->',
      '\0',
    ]
    for (const typed of nasty) expect(await titles(db, typed)).toBeDefined()
    expect(await titles(db, 'near and OR not')).toEqual(['Outage'])
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (typed) => {
        expect(await titles(db, typed)).toBeDefined()
      }),
      { numRuns: 200 },
    )
  })

  test('never keeps anybody from publishing, however long and strange the text', async () => {
    const { db, say } = await world()
    const words = Array.from({ length: 40_000 }, (_, index) => `w${index.toString(36)}é`).join(' ')
    await say('Long', words)
    await say('Strange', `${'x'.repeat(5_000)} \u0301\u0301 ${'😀'.repeat(500)}`)
    expect(await titles(db, 'w5')).toEqual([])
    expect(await titles(db, 'strange')).toEqual(['Strange'])
  })
})
