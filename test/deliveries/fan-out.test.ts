import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { claimRound } from '#db/queries/claims.ts'
import { tally } from '#db/queries/progress.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

async function all(db: Db, now: number, size: number): Promise<void> {
  while (await fanOut(db, now, size)) {}
}

onBothEngines('fan-out', (open) => {
  async function told(count: number) {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    for (let i = 0; i < count; i++) await aSubscriber(db, { channel: i % 5 ? 'email' : 'sms' })
    const published = await publish(db, anIncident(), { author, now: NOON, formKey: 'one' })
    return { db, author, ...published, announcementId: published.announcementId ?? 0 }
  }

  test('gives everybody exactly one delivery, in chunks that move a cursor', async () => {
    const { db, announcementId } = await told(23)
    expect(await fanOut(db, NOON, 10)).toBe(10)
    expect((await findAnnouncement(db, announcementId))?.expanded_at).toBeNull()
    await all(db, NOON, 10)
    const counts = (await tally(db, [announcementId])).get(announcementId)
    expect(counts?.email.pending).toBe(18)
    expect(counts?.sms.pending).toBe(5)
    expect((await findAnnouncement(db, announcementId))?.expanded_at).toBe(NOON)
  })

  test('a chunk that runs again after a crash makes no second row', async () => {
    const { db, announcementId } = await told(12)
    await fanOut(db, NOON, 5)
    await updateAnnouncement(db, announcementId, { cursor: 0 })
    await all(db, NOON, 5)
    const rows = await db.selectFrom('deliveries').selectAll().execute()
    expect(rows).toHaveLength(12)
  })

  test('gathers an incident before the rest of a release, and goes on with the release if it cannot', async () => {
    const { db, author, announcementId: incident } = await told(12)
    await updateAnnouncement(db, incident, { paused_at: NOON })
    const draft = anIncident({
      kind: 'release',
      state: 'released',
      impact: null,
      startedAt: null,
      labels: [],
    })
    const by = { author, now: NOON, formKey: 'two' }
    const { announcementId: release = 0 } = await publish(db, { ...draft, releasedOn: '2026-11-22' }, by)
    const found = async (id: number) => (await findAnnouncement(db, id))?.cursor
    await fanOut(db, NOON, 5)
    const begun = await found(release)
    await updateAnnouncement(db, incident, RESUMED)
    await fanOut(db, NOON, 5)
    expect([await found(incident), await found(release)]).toEqual([5, begun])
    const { channels } = (await findAnnouncement(db, incident)) ?? {}
    await updateAnnouncement(db, incident, { channels: 'not JSON' })
    await expect(fanOut(db, NOON, 5)).rejects.toThrow()
    expect(await found(release)).toBe(10)
    await updateAnnouncement(db, incident, { channels: channels ?? '' })
    await all(db, NOON, 5)
    for (const id of [incident, release])
      expect((await tally(db, [id])).get(id)?.email.pending, String(id)).toBe(9)
  })

  test('goes on at once when the clock is set back by an hour', async () => {
    const { db, announcementId } = await told(3)
    await fanOut(db, NOON, 2)
    await all(db, NOON - 3_600_000, 2)
    expect((await tally(db, [announcementId])).get(announcementId)?.email.pending).toBe(2)
    const claim = {
      channel: 'email',
      owner: 'us',
      leaseUntil: NOON,
      limit: 9,
      now: NOON - 3_600_000,
    } as const
    expect(await claimRound(db, claim)).toHaveLength(2)
  })

  test('leaves out who came after the announcement, and who left before their row was made', async () => {
    const { db, announcementId } = await told(4)
    await aSubscriber(db)
    await db.updateTable('subscribers').set({ ended_at: NOON }).where('channel', '=', 'sms').execute()
    await all(db, NOON, 2)
    expect((await tally(db, [announcementId])).get(announcementId)?.email.pending).toBe(3)
    expect(await db.selectFrom('deliveries').selectAll().where('channel', '=', 'sms').execute()).toEqual([])
  })

  const word = { state: 'identified', body: 'Found.', statuses: {}, nextUpdateBy: null } as const
  const RESUMED = { paused_at: null }

  test('waits for the undo hold, for staff who paused it, and for earlier announcements of the same post', async () => {
    const { db, author, postId, announcementId } = await told(3)
    await updateAnnouncement(db, announcementId, { hold_until: NOON + 5_000 })
    await update(db, postId, { ...word, channels: ['email'] }, { author, now: NOON, formKey: 'two' })
    expect(await fanOut(db, NOON)).toBe(0)
    expect(await fanOut(db, NOON + 9_000)).toBe(3)
    const other = await publish(db, anIncident(), { author, now: NOON, formKey: 'three' })
    await all(db, NOON, 1)
    await updateAnnouncement(db, other.announcementId ?? 0, { paused_at: NOON, cursor: 0, expanded_at: null })
    expect(await fanOut(db, NOON)).toBe(0)
  })

  test('a later update does not wait for one that is paused; that one then tells only whom the later one does not', async () => {
    const { db, author, postId, announcementId: first } = await told(10)
    await fanOut(db, NOON, 4)
    await updateAnnouncement(db, first, { paused_at: NOON })
    const by = { author, now: NOON, formKey: 'two' }
    const { announcementId: second = 0 } = await update(db, postId, { ...word, channels: ['email'] }, by)
    await all(db, NOON, 3)
    expect((await tally(db, [second])).get(second)?.email.pending).toBe(8)
    await updateAnnouncement(db, first, RESUMED)
    await all(db, NOON, 3)
    expect((await tally(db, [first])).get(first)?.email).toMatchObject({ superseded: 8, pending: 0 })
    expect((await tally(db, [first])).get(first)?.sms).toMatchObject({ superseded: 0, pending: 2 })
  })

  test('let go on while the later one is gathered, it tells first whom that has not reached', async () => {
    const { db, author, postId, announcementId: first } = await told(10)
    await updateAnnouncement(db, first, { paused_at: NOON })
    const by = { author, now: NOON, formKey: 'two' }
    const { announcementId: second = 0 } = await update(db, postId, { ...word, channels: ['email'] }, by)
    await fanOut(db, NOON, 4)
    await updateAnnouncement(db, first, RESUMED)
    await fanOut(db, NOON, 100)
    expect((await tally(db, [first])).get(first)?.email).toMatchObject({ superseded: 4, pending: 4 })
    await all(db, NOON, 100)
    expect((await tally(db, [first])).get(first)?.email).toMatchObject({ superseded: 8, pending: 0 })
    expect((await tally(db, [second])).get(second)?.email.pending).toBe(8)
  })

  test('looks for few among many a stretch at a time, and tells each of them once', async () => {
    const { db, announcementId } = await told(40)
    await db.updateTable('subscribers').set({ wants_incident: 0 }).where('channel', '=', 'email').execute()
    await fanOut(db, NOON, 5, 10)
    expect(await findAnnouncement(db, announcementId)).toMatchObject({ cursor: 10, expanded_at: null })
    while (await fanOut(db, NOON, 5, 10)) {}
    expect((await findAnnouncement(db, announcementId))?.expanded_at).toBe(NOON)
    expect((await tally(db, [announcementId])).get(announcementId)?.sms.pending).toBe(8)
  })

  test('a later update takes the place of what still waits, on the channels that it goes to', async () => {
    const { db, author, postId, announcementId } = await told(10)
    await all(db, NOON, 100)
    const second = await update(
      db,
      postId,
      { ...word, channels: ['email'] },
      { author, now: NOON + 1, formKey: 'two' },
    )
    await all(db, NOON + 1, 3)
    const tallies = await tally(db, [announcementId, second.announcementId ?? 0])
    expect(tallies.get(announcementId)?.email).toMatchObject({ superseded: 8, pending: 0 })
    expect(tallies.get(announcementId)?.sms).toMatchObject({ superseded: 0, pending: 2 })
    expect(tallies.get(second.announcementId ?? 0)?.email.pending).toBe(8)
  })

  test('an announcement that cannot be expanded does not hold up the others', async () => {
    const { db, author, announcementId } = await told(3)
    await updateAnnouncement(db, announcementId, { channels: 'not JSON' })
    const other = await publish(db, anIncident(), { author, now: NOON, formKey: 'two' })
    await expect(fanOut(db, NOON)).rejects.toThrow()
    expect((await tally(db, [other.announcementId ?? 0])).get(other.announcementId ?? 0)?.email.pending).toBe(
      2,
    )
  })
})
