import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { cancelWaiting, finishAnnouncements } from '#db/queries/leftovers.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { pauseAnnouncement, resumeAnnouncement } from '#src/deliveries/pause.ts'
import { retryFailed } from '#src/deliveries/retry.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const refused = (code: string): Outcome => ({ result: 'failed', code, answer: 'No.' })

onBothEngines('steering an announcement', (open) => {
  async function world(mails: number) {
    const { db } = await open()
    await aPage(db)
    const ids: number[] = []
    for (let i = 0; i < mails; i++) ids.push(await aSubscriber(db))
    const staff = { ...(await anAuthor(db)), name: 'Ana Reis' }
    const { announcementId = 0, postId } = await publish(db, anIncident(), {
      author: staff,
      now: NOON,
      formKey: 'one',
    })
    await fanOut(db, NOON)
    return { db, ids, staff, by: { staff, now: NOON }, id: announcementId, postId }
  }

  const send = (db: Db, carrier: ReturnType<typeof scriptedCarrier>, now = NOON) =>
    deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0.5 }).work()

  async function states(db: Db, id: number): Promise<Record<string, number>> {
    const rows = await db.selectFrom('deliveries').select('state').where('announcement_id', '=', id).execute()
    const counts: Record<string, number> = {}
    for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  const acts = async (db: Db) =>
    (await db.selectFrom('audit').select(['action', 'staff_name', 'detail']).orderBy('id').execute()).filter(
      ({ action }) => action.startsWith('announcement.'),
    )

  test('paused, nothing leaves; resumed, it goes on where it was and tells nobody twice', async () => {
    const { db, by, id } = await world(9)
    await pauseAnnouncement(db, id, by)
    await pauseAnnouncement(db, id, by)
    const carrier = scriptedCarrier()
    await send(db, carrier)
    expect(carrier.notices).toEqual([])
    expect(await findAnnouncement(db, id)).toMatchObject({ paused_at: NOON, pause_reason: 'staff' })
    await resumeAnnouncement(db, id, { ...by, now: NOON + 1 })
    await resumeAnnouncement(db, id, { ...by, now: NOON + 2 })
    await send(db, carrier)
    await send(db, carrier)
    expect(carrier.notices).toHaveLength(9)
    expect(await findAnnouncement(db, id)).toMatchObject({
      paused_at: null,
      pause_reason: null,
      resumed_at: NOON + 1,
    })
    expect((await acts(db)).map(({ action, staff_name }) => [action, staff_name])).toEqual([
      ['announcement.pause', 'Ana Reis'],
      ['announcement.resume', 'Ana Reis'],
    ])
  })

  test('paused before it is gathered, nobody is gathered until it goes on', async () => {
    const { db, by, id } = await world(0)
    await updateAnnouncement(db, id, { expanded_at: null, cursor: 0, audience_max_id: 1_000_000 })
    await aSubscriber(db)
    await pauseAnnouncement(db, id, by)
    expect(await fanOut(db, NOON)).toBe(0)
    await resumeAnnouncement(db, id, by)
    expect(await fanOut(db, NOON)).toBe(1)
  })

  test('stopped, what waits is cancelled, also what comes back to waiting later', async () => {
    const { db, by, id, ids } = await world(6)
    await db
      .updateTable('deliveries')
      .set({ state: 'claimed' })
      .where('subscriber_id', '=', ids[0] ?? 0)
      .execute()
    await pauseAnnouncement(db, id, by)
    expect(await cancelAnnouncement(db, id, by)).toBe(5)
    expect(await cancelAnnouncement(db, id, by)).toBe(0)
    expect(await states(db, id)).toEqual({ claimed: 1, cancelled: 5 })
    expect(await findAnnouncement(db, id)).toMatchObject({ paused_at: null, cancelled_at: NOON })
    await db.updateTable('deliveries').set({ state: 'retry' }).where('state', '=', 'claimed').execute()
    expect(await cancelWaiting(db, id)).toBe(1)
    expect(await states(db, id)).toEqual({ cancelled: 6 })
    expect(await finishAnnouncements(db, NOON)).toEqual([id])
  })

  test('a great many are cancelled bit by bit, and it is through only when all of them are', async () => {
    const { db, id } = await world(5)
    await updateAnnouncement(db, id, { cancelled_at: NOON })
    for (const some of [2, 2, 1]) {
      expect(await finishAnnouncements(db, NOON)).toEqual([])
      expect(await cancelWaiting(db, id, 2)).toBe(some)
    }
    expect(await cancelWaiting(db, id, 2)).toBe(0)
    expect(await finishAnnouncements(db, NOON)).toEqual([id])
    expect(await states(db, id)).toEqual({ cancelled: 5 })
  })

  test('what has ended can be neither held nor stopped, and account mail is nobody’s business', async () => {
    const { db, by, id } = await world(1)
    await send(db, scriptedCarrier())
    await finishAnnouncements(db, NOON)
    await expect(pauseAnnouncement(db, id, by)).rejects.toThrow(/told already/)
    await expect(resumeAnnouncement(db, id, by)).rejects.toThrow(/told already/)
    await expect(cancelAnnouncement(db, id, by)).rejects.toThrow(/told already/)
    for (const verb of [pauseAnnouncement, resumeAnnouncement, cancelAnnouncement])
      await expect(verb(db, 99, by)).rejects.toThrow(/no such announcement/)
    await db.updateTable('announcements').set({ done_at: null, cancelled_at: NOON, post_id: null }).execute()
    await expect(pauseAnnouncement(db, id, by)).rejects.toThrow(/no such announcement/)
    expect(await acts(db)).toEqual([])
  })

  test('failures are tried again under the same key, their attempts beginning anew', async () => {
    const { db, by, id } = await world(5)
    const first = scriptedCarrier((_, nth) => (nth <= 2 ? refused('550 5.2.0') : { result: 'sent' }))
    await send(db, first)
    await finishAnnouncements(db, NOON)
    expect(await states(db, id)).toEqual({ failed: 2, sent: 3 })
    expect(await retryFailed(db, id, {}, { ...by, now: NOON + 60_000 })).toEqual({ again: 2, passedOver: 0 })
    // Nobody asks them again whether it still goes because the sender starts anew meanwhile (F12).
    expect((await findAnnouncement(db, id))?.resumed_at).toBe(NOON + 60_000)
    expect((await findAnnouncement(db, id))?.done_at).toBeNull()
    const second = scriptedCarrier()
    await send(db, second, NOON + 60_000)
    expect(second.notices.map(({ key, token }) => [key, token]).sort()).toEqual(
      first.notices
        .slice(0, 2)
        .map(({ key, token }) => [key, token])
        .sort(),
    )
    expect(await states(db, id)).toEqual({ sent: 5 })
    const rows = await db.selectFrom('deliveries').select('attempts').execute()
    expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1])
    expect(await acts(db)).toMatchObject([{ action: 'announcement.retry', detail: '{"failed":2}' }])
    await expect(retryFailed(db, id, {}, by)).rejects.toThrow(/Nothing of this/)
  })

  test('only those that the filter means', async () => {
    const { db, by, id } = await world(4)
    const codes = ['550 5.2.0', '554 5.6.0', '', 'sent']
    await send(
      db,
      scriptedCarrier((_, nth) => (nth === 4 ? { result: 'sent' } : refused(codes[nth - 1] ?? ''))),
    )
    await db.updateTable('deliveries').set({ code: null }).where('code', '=', '').execute()
    await expect(retryFailed(db, id, { state: 'expired' }, by)).rejects.toThrow(/Nothing/)
    await expect(retryFailed(db, id, { code: '550' }, by)).rejects.toThrow(/Nothing/)
    expect(await retryFailed(db, id, { state: 'failed', code: '550 5.2.0' }, by)).toMatchObject({ again: 1 })
    expect(await states(db, id)).toEqual({ pending: 1, failed: 2, sent: 1 })
    expect(await retryFailed(db, id, { code: null }, by)).toMatchObject({ again: 1 })
    expect(await retryFailed(db, id, {}, by)).toMatchObject({ again: 1 })
  })

  test('nobody who has left, is suppressed, or is told by a newer update', async () => {
    const { db, by, staff, id, ids, postId } = await world(4)
    const [left = 0, suppressed = 0, newer = 0, fine = 0] = ids
    await send(
      db,
      scriptedCarrier(() => refused('550 5.2.0')),
    )
    await unsubscribe(db, left, 'page', { ip: null, now: NOON })
    await suppressSubscriber(db, suppressed, '5.1.1', NOON)
    const entry = { state: 'identified', body: 'x', statuses: {}, nextUpdateBy: null, channels: ['email'] }
    const next = await update(db, postId, entry as never, { author: staff, now: NOON, formKey: 'two' })
    await db
      .insertInto('deliveries')
      .values(
        [newer, fine].map((subscriber_id, index) => ({
          announcement_id: next.announcementId ?? 0,
          subscriber_id,
          channel: 'email',
          state: index ? 'cancelled' : 'sent',
          attempts: 1,
          due_at: NOON,
        })),
      )
      .execute()
    expect(await retryFailed(db, id, {}, by)).toEqual({ again: 1, passedOver: 3 })
    const again = await db
      .selectFrom('deliveries')
      .select('subscriber_id')
      .where('announcement_id', '=', id)
      .where('state', '=', 'pending')
      .execute()
    expect(again).toEqual([{ subscriber_id: fine }])
  })

  test('what was stopped for good is not tried again', async () => {
    const { db, by, id } = await world(1)
    await send(
      db,
      scriptedCarrier(() => refused('550 5.2.0')),
    )
    await cancelAnnouncement(db, id, by)
    await expect(retryFailed(db, id, {}, by)).rejects.toThrow(/stopped for good/)
    await expect(resumeAnnouncement(db, id, by)).rejects.toThrow(/stopped for good/)
  })
})
