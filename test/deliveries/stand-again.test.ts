import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { cancelWaiting, finishAnnouncements } from '#db/queries/leftovers.ts'
import { tally } from '#db/queries/progress.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { pauseAnnouncement, resumeAnnouncement } from '#src/deliveries/pause.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const SENT: Outcome = { result: 'sent' }
const word = { state: 'identified', body: 'Found.', statuses: {}, nextUpdateBy: null } as const

onBothEngines('a later update that is stopped', (open) => {
  /** A post whose first announcement has reached the first `told` of five readers. */
  async function world(told: number) {
    const { db } = await open()
    await aPage(db)
    const ids: number[] = []
    for (let i = 0; i < 5; i++) ids.push(await aSubscriber(db))
    const author = { ...(await anAuthor(db)), name: 'Ana Reis' }
    const { announcementId: first = 0, postId } = await publish(db, anIncident(), {
      author,
      now: NOON,
      formKey: 'one',
    })
    while (await fanOut(db, NOON)) {}
    await reach(db, first, ids.slice(0, told))
    let said = 1
    const say = async () => {
      said += 1
      const by = { author, now: NOON, formKey: `${said}` }
      return (await update(db, postId, { ...word, channels: ['email'] }, by)).announcementId ?? 0
    }
    const tell = async () => {
      const id = await say()
      while (await fanOut(db, NOON)) {}
      return id
    }
    return { db, ids, first, say, tell, by: { staff: author, now: NOON } }
  }

  /** As if these had got it. */
  async function reach(db: Db, id: number, readers: number[]): Promise<void> {
    await change(db, id, readers, { state: 'sent' })
  }

  async function change(
    db: Db,
    id: number,
    readers: number[],
    set: { state: string; looks?: number },
  ): Promise<void> {
    if (readers.length)
      await db
        .updateTable('deliveries')
        .set(set)
        .where('announcement_id', '=', id)
        .where('subscriber_id', 'in', readers)
        .execute()
  }

  /** Who gets what from now on. */
  async function send(db: Db): Promise<string[]> {
    const carrier = scriptedCarrier(() => SENT)
    await deliverer({ db, carrier, owner: 'us', now: () => NOON, random: () => 0.5 }).work()
    return carrier.notices.map(({ key }) => key).sort()
  }

  /** What staff are shown, which must be what stands in the ledger. */
  async function shown(db: Db, id: number): Promise<Record<string, number>> {
    const rows = await db.selectFrom('deliveries').select('state').where('announcement_id', '=', id).execute()
    const stands = Object.fromEntries(
      [...Map.groupBy(rows, ({ state }) => state)].map(([state, { length }]) => [state, length]),
    )
    const counted = (await tally(db, [id])).get(id)?.email ?? {}
    expect(Object.fromEntries(Object.entries(counted).filter(([, count]) => count))).toEqual(stands)
    return stands
  }

  const keys = (id: number, readers: number[]) => readers.map((reader) => `${id}.${reader}`).sort()

  test('leaves nobody untold: whoever waited for it hears the earlier one after all, which is open again', async () => {
    const { db, ids, first, tell, by } = await world(3)
    const second = await tell()
    expect(await finishAnnouncements(db, NOON)).toEqual([first])
    expect(await cancelAnnouncement(db, second, by)).toBe(5)
    expect(await shown(db, first)).toEqual({ sent: 3, pending: 2 })
    expect(await shown(db, second)).toEqual({ cancelled: 5 })
    expect((await findAnnouncement(db, first))?.done_at).toBeNull()
    expect(await finishAnnouncements(db, NOON)).toEqual([second])
    expect(await send(db)).toEqual(keys(first, ids.slice(3)))
    expect(await finishAnnouncements(db, NOON)).toEqual([first])
  })

  test('does so bit by bit, each of them together with its own stop', async () => {
    const { db, first, tell } = await world(0)
    const second = await tell()
    await updateAnnouncement(db, second, { cancelled_at: NOON })
    for (const waits of [2, 4, 5]) {
      await cancelWaiting(db, second, 2)
      expect(await shown(db, first)).toEqual({
        pending: waits,
        ...(waits < 5 ? { superseded: 5 - waits } : {}),
      })
    }
  })

  test('sends nothing older to whom it reached, is on its way to, or may have reached', async () => {
    const { db, ids, first, tell, by } = await world(0)
    const second = await tell()
    const [got = 0, flying = 0, unknown = 0, maybe = 0, not = 0] = ids
    await change(db, second, [got], { state: 'sent' })
    await change(db, second, [unknown], { state: 'unknown' })
    await change(db, second, [maybe], { state: 'retry', looks: 0 })
    await change(db, second, [flying], { state: 'claimed' })
    await cancelAnnouncement(db, second, by)
    expect(await send(db)).toEqual(keys(first, [not]))
    // Came back without having left: it hears the earlier one, too.
    await change(db, second, [flying], { state: 'pending' })
    await cancelWaiting(db, second)
    expect(await send(db)).toEqual(keys(first, [flying]))
  })

  test('makes the newest that stands the news, past others that were stopped', async () => {
    const { db, ids, first, tell, by } = await world(0)
    const second = await tell()
    const third = await tell()
    await reach(db, second, ids.slice(0, 1))
    await cancelAnnouncement(db, third, by)
    expect(await shown(db, second)).toEqual({ sent: 1, pending: 4 })
    expect(await shown(db, first)).toEqual({ superseded: 5 })
    const fourth = await tell()
    await db.updateTable('announcements').set({ done_at: null }).where('id', '=', second).execute()
    await cancelAnnouncement(db, second, by)
    expect(await shown(db, second)).toEqual({ sent: 1, superseded: 4 })
    await cancelAnnouncement(db, fourth, by)
    expect(await shown(db, second)).toEqual({ sent: 1, cancelled: 4 })
    expect(await shown(db, first)).toEqual({ superseded: 1, pending: 4 })
    expect(await send(db)).toEqual(keys(first, ids.slice(1)))
  })

  test('lets an earlier one that is held wait, and one that was stopped rest', async () => {
    const held = await world(3)
    await pauseAnnouncement(held.db, held.first, held.by)
    await cancelAnnouncement(held.db, await held.tell(), held.by)
    expect(await send(held.db)).toEqual([])
    await resumeAnnouncement(held.db, held.first, held.by)
    expect(await send(held.db)).toEqual(keys(held.first, held.ids.slice(3)))
    const stopped = await world(3)
    const second = await stopped.tell()
    await cancelAnnouncement(stopped.db, stopped.first, stopped.by)
    await cancelAnnouncement(stopped.db, second, stopped.by)
    expect(await shown(stopped.db, stopped.first)).toEqual({ sent: 3, cancelled: 2 })
    expect(await send(stopped.db)).toEqual([])
  })

  test('stopped before it was gathered, it has taken nothing from anybody', async () => {
    const { db, ids, first, say, by } = await world(3)
    await cancelAnnouncement(db, await say(), by)
    while (await fanOut(db, NOON)) {}
    expect(await send(db)).toEqual(keys(first, ids.slice(3)))
  })

  test('brings nothing to whoever has left or may not be written to', async () => {
    const { db, ids, tell, by } = await world(3)
    const second = await tell()
    await unsubscribe(db, ids[3] ?? 0, 'page', { ip: null, now: NOON })
    await suppressSubscriber(db, ids[4] ?? 0, '5.1.1', NOON)
    await cancelAnnouncement(db, second, by)
    expect(await send(db)).toEqual([])
  })

  test('a text that may have left is looked for before it is sent again', async () => {
    const { db, ids, first, tell, by } = await world(0)
    const [phone = 0] = ids
    const second = await tell()
    await db.updateTable('subscribers').set({ channel: 'sms' }).where('id', '=', phone).execute()
    await db.updateTable('deliveries').set({ channel: 'sms' }).where('subscriber_id', '=', phone).execute()
    await change(db, first, [phone], { state: 'superseded', looks: 0 })
    await cancelAnnouncement(db, second, by)
    const row = await db
      .selectFrom('deliveries')
      .select('state')
      .where('subscriber_id', '=', phone)
      .where('announcement_id', '=', first)
      .executeTakeFirst()
    expect(row?.state).toBe('unknown')
  })
})
