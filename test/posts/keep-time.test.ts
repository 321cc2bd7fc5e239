import { describe, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { withFollowers } from '#src/channels/index.ts'
import { contentOf } from '#src/deliveries/content.ts'
import { instantOf, phaseOf, shownState, wallOf, windowOf } from '#src/posts/closing.ts'
import type { Draft } from '#src/posts/draft.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

const HOUR = 3_600_000
const window = windowOf('2026-11-25T10:00', '2026-11-25T12:00', 'Europe/Lisbon')

const aClosure = (changes: Partial<Draft> = {}): Draft =>
  anIncident({
    kind: 'closure',
    state: 'scheduled',
    title: 'Maintenance',
    impact: null,
    startedAt: null,
    reason: 'maintenance',
    window,
    remindMinutes: 1_440,
    channels: ['email'],
    ...changes,
  })

const told = (db: Db) =>
  db.selectFrom('announcements').select(['key', 'occasion', 'channels']).orderBy('id').execute()

describe('wall time', () => {
  test('means the right instant on both sides of a clock change, in the gap and in the repeated hour', () => {
    expect(instantOf('2026-03-29T00:30', 'Europe/Lisbon')).toBe(Date.parse('2026-03-29T00:30Z'))
    expect(instantOf('2026-03-29T01:30', 'Europe/Lisbon')).toBe(Date.parse('2026-03-29T01:30Z'))
    expect(instantOf('2026-03-29T03:00', 'Europe/Lisbon')).toBe(Date.parse('2026-03-29T02:00Z'))
    expect(instantOf('2026-10-25T01:30', 'Europe/Lisbon')).toBe(Date.parse('2026-10-25T00:30Z'))
    expect(wallOf(Date.parse('2026-07-01T12:00Z'), 'Asia/Kathmandu')).toBe('2026-07-01T17:45')
  })

  test('a night over a clock change lasts as long as it lasts', () => {
    const night = windowOf('2026-10-25T00:00', '2026-10-25T03:00', 'Europe/Lisbon')
    expect(night.endsAt - night.startsAt).toBe(4 * HOUR)
  })

  test('says by the clock alone what a closure is', () => {
    const closure = { state: 'scheduled' as const, window }
    expect(phaseOf(closure, window.startsAt - 1)).toBe('coming')
    expect(phaseOf(closure, window.startsAt)).toBe('in_force')
    expect(shownState(closure, window.startsAt)).toBe('in_progress')
    expect(phaseOf(closure, window.endsAt)).toBe('over')
    expect(shownState(closure, window.endsAt)).toBe('completed')
    expect(shownState({ ...closure, state: 'cancelled' }, window.startsAt)).toBe('cancelled')
  })
})

onBothEngines('closures keep time by themselves', (open, engine) => {
  async function scheduled(changes: Partial<Draft> = {}) {
    const { db, again } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const { postId } = await publish(db, aClosure(changes), { author, now: NOON, formKey: 'c' })
    return { db, again, author, postId }
  }

  test('reminder, beginning and end each happen once, however often and from how many sides the clock is asked', async () => {
    const { db, again, postId } = await scheduled()
    // Two processes: on SQLite they take turns at the file, which one process cannot play.
    const other = engine === 'postgres' ? again() : db
    const moments = [
      window.startsAt - 25 * HOUR,
      window.startsAt - 24 * HOUR,
      window.startsAt - HOUR,
      window.startsAt,
      window.endsAt - 1,
      window.endsAt,
      window.endsAt + HOUR,
    ]
    for (const now of moments) await Promise.all([keepTime(db, now), keepTime(other, now), keepTime(db, now)])
    const announcements = await told(db)
    expect(announcements.map(({ occasion }) => occasion)).toEqual(['update', 'reminder', 'update', 'update'])
    expect(announcements[1]?.channels).toBe(JSON.stringify(withFollowers(['email', 'sms'])))
    const post = await findPost(db, postId)
    expect(post).toMatchObject({ state: 'completed', endedAt: window.endsAt, filedAt: window.endsAt - 1 })
    expect(post?.updates.map(({ state, authorName }) => [state, authorName])).toEqual([
      ['completed', null],
      ['in_progress', null],
      ['scheduled', 'Ana Reis'],
    ])
  })

  test('a holiday begins and ends in silence', async () => {
    const { db, postId } = await scheduled({ reason: 'holiday', remindMinutes: null })
    await keepTime(db, window.startsAt)
    expect(await findPost(db, postId)).toMatchObject({ state: 'in_progress' })
    await keepTime(db, window.endsAt)
    expect(await findPost(db, postId)).toMatchObject({ state: 'completed', filedAt: window.endsAt - 1 })
    expect(await told(db)).toHaveLength(1)
  })

  test('nobody is reminded of what has been posted within the reminder’s time, cancelled, or never announced', async () => {
    const late = await scheduled({ remindMinutes: 5 * 1_440 })
    await keepTime(late.db, NOON + 1)
    expect(await told(late.db)).toHaveLength(1)
    const off = await scheduled()
    await update(
      off.db,
      off.postId,
      { state: 'cancelled', body: 'Not needed.', statuses: {}, nextUpdateBy: null, channels: [] },
      { author: off.author, now: NOON, formKey: 'x' },
    )
    await keepTime(off.db, window.startsAt - HOUR)
    expect(await told(off.db)).toHaveLength(1)
    const quiet = await scheduled({ channels: [], remindMinutes: null })
    await keepTime(quiet.db, window.startsAt)
    await keepTime(quiet.db, window.endsAt)
    expect(await told(quiet.db)).toHaveLength(0)
    expect(await findPost(quiet.db, quiet.postId)).toMatchObject({ state: 'completed' })
  })

  test('what was missed by hours is written down but no longer told', async () => {
    const { db, postId } = await scheduled()
    await keepTime(db, window.endsAt + 3 * HOUR)
    expect((await told(db)).map(({ occasion }) => occasion)).toEqual(['update'])
    expect(await findPost(db, postId)).toMatchObject({ state: 'completed', endedAt: window.endsAt })
  })

  test('a closure that was moved is reminded of anew', async () => {
    const { db, author, postId } = await scheduled()
    await keepTime(db, window.startsAt - HOUR)
    const later = windowOf('2026-11-27T10:00', '2026-11-27T12:00', 'Europe/Lisbon')
    await update(
      db,
      postId,
      {
        state: 'scheduled',
        body: 'Moved.',
        statuses: {},
        nextUpdateBy: null,
        channels: ['email'],
        window: later,
      },
      { author, now: NOON + HOUR, formKey: 'm' },
    )
    await keepTime(db, later.startsAt - 2 * HOUR)
    expect((await told(db)).map(({ key }) => key).filter((key) => key.startsWith('reminder'))).toEqual([
      `reminder:${postId}:${window.startsAt}`,
      `reminder:${postId}:${later.startsAt}`,
    ])
  })

  test('a closure moved within its reminder’s time is not reminded of on top of that', async () => {
    const { db, author, postId } = await scheduled()
    const sooner = windowOf('2026-11-23T09:00', '2026-11-23T10:00', 'Europe/Lisbon')
    const entry = {
      state: 'scheduled',
      body: 'Moved.',
      statuses: {},
      nextUpdateBy: null,
      window: sooner,
    } as const
    await update(db, postId, { ...entry, channels: ['email'] }, { author, now: NOON + HOUR, formKey: 'm' })
    await keepTime(db, NOON + HOUR + 1)
    expect((await told(db)).map(({ occasion }) => occasion)).toEqual(['update', 'update'])
  })

  test('a reminder that has not left when the closure is cancelled or begins does not leave any more', async () => {
    const { db, author, postId } = await scheduled({ reason: 'holiday' })
    await keepTime(db, window.startsAt - 24 * HOUR)
    const reminder = await db
      .selectFrom('announcements')
      .selectAll()
      .where('occasion', '=', 'reminder')
      .executeTakeFirstOrThrow()
    expect(await contentOf(db, reminder, window.startsAt - HOUR, 'en')).toBeDefined()
    expect(await contentOf(db, reminder, window.startsAt, 'en')).toBeUndefined()
    const off = {
      state: 'cancelled',
      body: 'Not needed.',
      statuses: {},
      nextUpdateBy: null,
      channels: [],
    } as const
    await update(db, postId, { ...off, channels: [] }, { author, now: NOON + HOUR, formKey: 'x' })
    expect(await contentOf(db, reminder, window.startsAt - HOUR, 'en')).toBeUndefined()
  })

  test('a window moved into the past ends the closure once, and says so only when that was just now', async () => {
    const { db, author, postId } = await scheduled()
    const past = windowOf('2026-11-22T06:00', '2026-11-22T08:00', 'Europe/Lisbon')
    const entry = {
      state: 'scheduled',
      body: 'Over.',
      statuses: {},
      nextUpdateBy: null,
      window: past,
    } as const
    await update(db, postId, { ...entry, channels: [] }, { author, now: NOON, formKey: 'p' })
    expect(await keepTime(db, NOON + 1)).toBe(1)
    expect(await keepTime(db, NOON + 2)).toBe(0)
    expect(await findPost(db, postId)).toMatchObject({ state: 'completed', endedAt: past.endsAt })
    expect(await told(db)).toHaveLength(1)
  })
})
