import { expect, test } from 'vitest'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { insertDeliveryEvent } from '#db/queries/deliveries.ts'
import { insertInstance } from '#db/queries/instances.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { deleteOldDeliveries } from '#db/queries/old-deliveries.ts'
import { tally } from '#db/queries/progress.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { sweep } from '#src/deliveries/sweep.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aWorld, DAY, SENT } from './world.ts'

onBothEngines('who was told what', (open) => {
  test('is forgotten 90 days after it ended, with what followed; how many there were stays', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    await insertInstance(db, { id: 'us', host: 'here', pid: 1, now: NOON })
    const end = (now: number) => sweep(db, { id: 'us', host: 'here', alive: () => true }, now)
    const readers: number[] = []
    for (let n = 0; n < 7; n++) readers.push(await aSubscriber(db))
    const daily = { rhythm: 'daily', time_zone: 'UTC' }
    for (let n = 0; n < 2; n++) readers.push(await aSubscriber(db, daily))
    const letter = { nonce: 'n', kinds: ['incident'], components: 'all' }
    const whose = { channel: 'email', subscriberId: readers[0] ?? 0, createdBy: null } as const
    await insertLetter(db, { ...whose, key: 'c', occasion: 'confirm', letter, now: NOON })
    const old = await world.tell(NOON)
    await world.send(NOON, () => SENT)
    await insertDeliveryEvent(db, {
      announcementId: old,
      subscriberId: readers[0] ?? 0,
      event: 'bounced',
      code: null,
      at: NOON,
    })
    while (await releaseHeld(db, NOON)) {}
    while (await releaseHeld(db, NOON + DAY)) {}
    await world.send(NOON + DAY, () => SENT)
    await end(NOON + DAY)
    const young = await world.tell(NOON + 50 * DAY)
    await world.send(NOON + 50 * DAY, () => SENT)
    const before = await tally(db, [old, young])
    expect(before.get(old)?.email).toMatchObject({ sent: 7, digested: 2 })

    expect(await deleteOldDeliveries(db, NOON + DAY - 1, 3)).toBe(0)
    expect(await deleteOldDeliveries(db, NOON + DAY, 3)).toBeGreaterThanOrEqual(11)
    expect(await tally(db, [old, young])).toEqual(before)
    const rows = await db.selectFrom('deliveries').select('announcement_id').distinct().execute()
    expect(rows.map((row) => row.announcement_id)).toEqual([young])
    expect(await db.selectFrom('delivery_events').selectAll().execute()).toEqual([])
    expect((await findAnnouncement(db, old))?.done_at).not.toBeNull()
    const left = await db.selectFrom('announcements').select('occasion').execute()
    expect(left.map((one) => one.occasion)).toEqual(['update', 'update'])
    expect(await deleteOldDeliveries(db, NOON + DAY, 3)).toBe(0)
  })
})
