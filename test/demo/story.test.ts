import { parsePhoneNumber } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { holidays } from '#db/demo/calendar.ts'
import { tellStory } from '#db/demo/story.ts'
import type { Db } from '#db/open.ts'
import { countAudience } from '#db/queries/reach.ts'
import { listComponents } from '#db/queries/status.ts'
import { listRecent, listUnfiled } from '#db/queries/timeline.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import type { Post } from '#src/posts/post.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'

onBothEngines('the story of the demo', (open) => {
  // Told once for all: these tests only read.
  let telling: Promise<{ db: Db; posts: Post[] }> | undefined
  function told() {
    telling ??= open().then(async ({ db }) => {
      expect(await tellStory(db, NOON)).toBe(true)
      return { db, posts: await listRecent(db, 100) }
    })
    return telling
  }

  test('is told once: the second time it leaves everything as it is', async () => {
    const { db, posts } = await told()
    expect(await tellStory(db, NOON + 1)).toBe(false)
    expect(await listRecent(db, 100)).toEqual(posts)
  })

  test('has three months of all kinds, each post with its words, nothing later than now', async () => {
    const { posts } = await told()
    const count = (kind: string) => posts.filter((post) => post.kind === kind).length
    expect({ incident: count('incident'), closure: count('closure'), release: count('release') }).toEqual({
      incident: 10,
      closure: 8,
      release: 9,
    })
    for (const post of posts) {
      expect(post.updates.length, post.title).toBeGreaterThan(0)
      const times = post.updates.map((update) => update.publishedAt)
      expect(times, post.title).toEqual([...times].sort((a, b) => b - a))
      expect(Math.max(...times), post.title).toBeLessThanOrEqual(NOON)
    }
    expect(posts.flatMap((post) => post.updates.flatMap((update) => update.revisions))).toHaveLength(1)
    expect(posts.filter((post) => post.state === 'postmortem').length).toBeGreaterThanOrEqual(3)
  })

  test('ends well: no incident open, every component operational, only what is to come above the timeline', async () => {
    const { db, posts } = await told()
    expect(posts.filter((post) => post.kind === 'incident' && post.endedAt === null)).toEqual([])
    expect((await listComponents(db)).filter((component) => component.status !== 'operational')).toEqual([])
    const coming = await listUnfiled(db)
    expect(coming.every((post) => post.kind === 'closure' && post.state === 'scheduled')).toBe(true)
    expect(coming).toHaveLength(3)
  })

  test('owes nobody a message for what is past, and nothing falls due when it begins', async () => {
    const { db } = await told()
    expect(await db.selectFrom('announcements').select('id').execute()).toEqual([])
    expect(await keepTime(db, NOON)).toBe(0)
  })

  test('has 1,000 readers by mail and 50 by SMS, and all of them hear of a fresh incident', async () => {
    const { db } = await told()
    const slots = (await listComponents(db)).find((component) => component.name === 'Delivery slots')
    const componentIds = [slots?.id ?? '']
    const audience = await countAudience(
      db,
      { kind: 'incident', componentIds, channels: ['email', 'sms'] },
      0,
    )
    expect(audience).toMatchObject({ email: 1000, sms: 50 })
    const rows = await db.selectFrom('subscribers').select(['channel', 'address']).execute()
    const mails = rows.filter((row) => row.channel === 'email').map((row) => row.address)
    expect(mails.every((address) => /^[a-z.]+@example\.com$/.test(address))).toBe(true)
    const numbers = rows.filter((row) => row.channel === 'sms').map((row) => row.address)
    expect(numbers.every((number) => /^\+1\d{3}55501\d\d$/.test(number))).toBe(true)
    expect(numbers.every((number) => parsePhoneNumber(number).isValid())).toBe(true)
  })
})

onBothEngines('the story on another day', (open) => {
  test.each(['2027-01-01T00:05:00Z', '2027-03-28T01:30:00Z', '2028-02-29T23:59:00Z'])(
    'holds together when the demo is begun at %s',
    async (begun) => {
      const { db } = await open()
      const now = Date.parse(begun)
      await tellStory(db, now)
      const posts = await listRecent(db, 100)
      expect(posts.filter((post) => post.kind === 'incident' && post.endedAt === null)).toEqual([])
      expect(posts.filter((post) => post.kind === 'closure').length).toBeGreaterThanOrEqual(6)
      expect(await keepTime(db, now)).toBe(0)
      expect(await db.selectFrom('announcements').select('id').execute()).toEqual([])
    },
  )
})

test('the movable holidays fall on their days', () => {
  const of = (year: number) =>
    holidays(Temporal.PlainDate.from(`${year}-01-01`), Temporal.PlainDate.from(`${year}-12-31`))
  const day = (year: number, name: string) =>
    of(year)
      .find((one) => one.name === name)
      ?.day.toString()
  expect(day(2026, 'Good Friday')).toBe('2026-04-03')
  expect(day(2026, 'Corpus Christi')).toBe('2026-06-04')
  expect(day(2027, 'Good Friday')).toBe('2027-03-26')
  expect(day(2038, 'Good Friday')).toBe('2038-04-23')
})
