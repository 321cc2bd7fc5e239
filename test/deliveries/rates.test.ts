import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listAlerts } from '#db/queries/alerts.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { resumeAnnouncement } from '#src/deliveries/pause.ts'
import { isOver, ratesOf, watchRates } from '#src/deliveries/rates.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aWorld, DAY, mailSays, SENT } from './world.ts'

onBothEngines('the figures of what arrives', (open) => {
  /** Readers of whom some do not exist, and a release that is under way besides. */
  async function world(readers: number, gone: number) {
    const made = await aWorld((await open()).db)
    for (let n = 0; n < readers; n += 1) await aSubscriber(made.db, { address: `r${n}@a.test` })
    await made.tell()
    await made.send(NOON, (_, nth) => (nth <= gone ? mailSays('550 5.1.1 Unknown') : SENT))
    const release = await made.tell(NOON + 1)
    await updateAnnouncement(made.db, release, { kind: 'release', priority: 3 })
    return { ...made, release }
  }
  const paused = async (db: Db, id: number) => (await findAnnouncement(db, id))?.pause_reason ?? null

  test('over five in a hundred that do not exist pause releases, and staff are told once', async () => {
    const { db, release, tell } = await world(200, 10)
    const incident = await tell(NOON + 2)
    expect(await ratesOf(db, 'email', NOON + 3)).toEqual({
      channel: 'email',
      handedOver: 200,
      bounces: 10,
      complaints: 0,
    })
    for (let n = 3; n < 6; n += 1) await watchRates(db, NOON + n)
    expect(await paused(db, release)).toBe('rates')
    expect(await paused(db, incident)).toBeNull()
    expect(await listAlerts(db, NOON + 6)).toMatchObject([
      { kind: 'bounces', subject: 'email', count: 1, text: expect.stringContaining('5 %') },
    ])
  })

  test('a release that staff have let go on is not paused again; a figure that is well ends its alert', async () => {
    const { db, author, release } = await world(200, 10)
    await watchRates(db, NOON + 3)
    await resumeAnnouncement(db, release, { staff: author, now: NOON + 4 })
    await watchRates(db, NOON + 5)
    expect(await paused(db, release)).toBeNull()
    await watchRates(db, NOON + 8 * DAY)
    expect(await listAlerts(db, NOON + 8 * DAY)).toEqual([])
  })

  test('below that, or a handful only, nothing happens', async () => {
    const few = await world(20, 9)
    await watchRates(few.db, NOON + 3)
    expect(await listAlerts(few.db, NOON + 3)).toEqual([])
    const under = await world(220, 10)
    await watchRates(under.db, NOON + 3)
    expect(await paused(under.db, under.release)).toBeNull()
  })

  test('three complaints among a few thousand are too many, two are not', () => {
    const rates = { channel: 'email', handedOver: 3_000, bounces: 0 } as const
    expect(isOver({ ...rates, complaints: 3 }, 'complaints')).toBe(true)
    expect(isOver({ ...rates, complaints: 2 }, 'complaints')).toBe(false)
    expect(isOver({ ...rates, handedOver: 3_001, complaints: 3 }, 'complaints')).toBe(false)
  })

  test('who calls a mail unwanted is counted from then on', async () => {
    const { db } = await world(100, 0)
    await db
      .updateTable('subscribers')
      .set({ ended_at: NOON + 1, ended_by: 'complaint' })
      .where('address', 'in', ['r1@a.test', 'r2@a.test', 'r3@a.test'])
      .execute()
    await watchRates(db, NOON + 3)
    expect(await listAlerts(db, NOON + 3)).toMatchObject([{ kind: 'complaints', subject: 'email' }])
  })
})
