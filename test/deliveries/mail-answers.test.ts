import { expect, test } from 'vitest'
import { listAlerts } from '#db/queries/alerts.ts'
import { listPauses } from '#db/queries/pauses.ts'
import { findQuarantined } from '#db/queries/refusals.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aWorld, DAY, HOUR, MINUTE, mailSays, SENT } from './world.ts'

const LOST = { result: 'unknown', code: 'ECONNECTION', answer: 'closed' } as const
const DOWN = { result: 'retry', fault: 'relay', code: 'ECONNREFUSED', answer: 'refused' } as const

/** E5, row by row: what follows in the ledger. */
onBothEngines('an answer of the mail relay', (open) => {
  test('that never came, because it is down, is nobody’s attempt; staff hear when it lasts', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    for (let minute = 0; minute <= 3; minute += 1) await send(NOON + minute * MINUTE, () => DOWN)
    expect(await delivery(told, reader)).toMatchObject({ state: 'pending', attempts: 0 })
    expect(await listAlerts(db, NOON + MINUTE - 1)).toEqual([])
    expect(await listAlerts(db, NOON + MINUTE)).toMatchObject([{ kind: 'relay', subject: 'email', count: 4 }])
    await send(NOON + 4 * MINUTE, () => SENT)
    expect(await listAlerts(db, NOON + 4 * MINUTE)).toEqual([])
    expect(await delivery(told, reader)).toMatchObject({ state: 'sent', attempts: 1 })
  })

  test('that asks to slow down counts no attempt and waits as long as it says', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    await send(NOON, () => mailSays('421 4.7.0 Try again in 5 minutes'))
    expect(await delivery(told, reader)).toMatchObject({
      state: 'retry',
      attempts: 0,
      due_at: NOON + 5 * MINUTE,
    })
    expect(await send(NOON + 5 * MINUTE - 1, () => SENT)).toHaveLength(0)
    expect(await send(NOON + 5 * MINUTE, () => SENT)).toHaveLength(1)
  })

  test('that is temporary is tried after 1, 5, 15, 30 and 60 minutes, then hourly, and given up after a day', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    const tries: number[] = []
    for (let now = NOON; ; ) {
      expect(await send(now, () => mailSays('450 4.2.1 Mailbox busy'))).toHaveLength(1)
      tries.push((now - NOON) / MINUTE)
      const row = await delivery(told, reader)
      if (row?.state !== 'retry') break
      now = row.due_at
    }
    expect(tries.slice(0, 8)).toEqual([0, 1, 6, 21, 51, 111, 171, 231])
    expect(tries.at(-1)).toBeLessThanOrEqual(24 * 60)
    expect(await delivery(told, reader)).toMatchObject({ state: 'failed', code: '450 4.2.1' })
    expect(await send(NOON + 2 * DAY, () => SENT)).toHaveLength(0)
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  test('that is temporary is not tried again once a newer update tells more', async () => {
    const { db, tell, tellMore, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    await send(NOON, () => mailSays('450 4.2.0 Greylisted'))
    await tellMore(told, NOON + 1)
    expect((await delivery(told, reader))?.state).toBe('superseded')
    expect(await send(NOON + MINUTE, () => SENT)).toHaveLength(1)
  })

  test('that knows no such mailbox suppresses the address now: nothing more goes there', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const first = await tell()
    const waiting = await tell()
    await send(NOON, () => mailSays('550 5.1.1 No such user'))
    expect((await delivery(first, reader))?.state).toBe('failed')
    expect((await delivery(waiting, reader))?.state).not.toBe('pending')
    expect(await delivery(await tell(NOON + 1), reader)).toBeUndefined()
    expect(await db.selectFrom('suppressions').select('reason').execute()).toEqual([{ reason: '550 5.1.1' }])
  })

  test('that refuses for another reason ends one delivery; the third in a row is the last for a week', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    for (let nth = 0; nth < 3; nth += 1) {
      const told = await tell(NOON + nth * HOUR)
      await send(NOON + nth * HOUR, () => mailSays('550 5.2.2 Over quota'))
      expect((await delivery(told, reader))?.state).toBe('failed')
    }
    const since = NOON + 2 * HOUR
    expect(await findQuarantined(db, reader)).toMatchObject({
      code: '550 5.2.2',
      answer: expect.stringContaining('Over quota'),
      quarantined_at: since,
      quarantined_until: since + 7 * DAY,
    })
    expect(await delivery(await tell(since + 1), reader)).toBeUndefined()
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  test('that finds our mail at fault suppresses nobody; at one in five a destination waits and staff are told', async () => {
    const { db, tell, send } = await aWorld((await open()).db)
    for (let n = 0; n < 20; n += 1) await aSubscriber(db, { address: `r${n}@strict.test` })
    await aSubscriber(db, { address: 'r@kind.test' })
    const told = await tell()
    let nth = 0
    await send(NOON, ({ to }) => {
      nth += to.address.endsWith('strict.test') ? 1 : 0
      return to.address.endsWith('kind.test') || nth === 20 ? SENT : mailSays('550 5.7.26 Not authenticated')
    })
    // Nineteen of them: not yet.
    expect(await listPauses(db, NOON)).toEqual([])
    await tell(NOON + 1)
    await send(NOON + 1, ({ to }) =>
      to.address === 'r3@strict.test' ? mailSays('550 5.7.26 Not authenticated') : SENT,
    )
    expect(await listPauses(db, NOON + 1)).toMatchObject([
      { channel: 'email', destination: 'strict.test', until: NOON + 1 + HOUR },
    ])
    expect(await listAlerts(db, NOON + 1)).toMatchObject([
      {
        kind: 'policy',
        subject: 'email:strict.test',
        count: 1,
        text: expect.stringContaining('20 of the last 100'),
      },
    ])
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('refusals').selectAll().execute()).toEqual([])
    expect(told).toBeGreaterThan(0)
  })

  test('that finds our mail at fault is forgotten after a hundred others', async () => {
    const { db, tell, send } = await aWorld((await open()).db)
    for (let n = 0; n < 101; n += 1) await aSubscriber(db, { address: `r${n}@strict.test` })
    await tell()
    await send(NOON, (_, nth) => (nth === 1 ? mailSays('550 5.7.1 No') : SENT))
    expect(await db.selectFrom('samples').selectAll().execute()).toEqual([])
  })

  test('that was lost after the final dot is asked for again after ten minutes under the same Message-ID', async () => {
    const { reconcile } = await import('#src/deliveries/reconcile.ts')
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    const [first] = await send(NOON, () => LOST)
    const carrier = { channel: 'email' } as Parameters<typeof reconcile>[1]
    await reconcile(db, carrier, NOON + 10 * MINUTE - 1)
    expect((await delivery(told, reader))?.state).toBe('unknown')
    await reconcile(db, carrier, NOON + 10 * MINUTE)
    const [second] = await send(NOON + 10 * MINUTE, () => SENT)
    expect(second?.token).toBe(first?.token)
  })

  test('that never comes makes no more than some thirty copies, and none after a day', async () => {
    const { reconcile } = await import('#src/deliveries/reconcile.ts')
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    const carrier = { channel: 'email' } as Parameters<typeof reconcile>[1]
    let copies = 0
    for (let now = NOON; now <= NOON + 2 * DAY; now += 10 * MINUTE) {
      await reconcile(db, carrier, now)
      copies += (await send(now, () => LOST)).length
    }
    expect(copies).toBeGreaterThan(10)
    expect(copies).toBeLessThan(35)
    expect(await delivery(told, reader)).toMatchObject({ state: 'failed', code: 'ECONNECTION' })
  })

  test('that was lost is not asked for again once a newer update tells more', async () => {
    const { reconcile } = await import('#src/deliveries/reconcile.ts')
    const { db, tell, tellMore, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    await send(NOON, () => LOST)
    await tellMore(told, NOON + MINUTE)
    await reconcile(db, { channel: 'email' } as Parameters<typeof reconcile>[1], NOON + 10 * MINUTE)
    expect((await delivery(told, reader))?.state).toBe('superseded')
    expect(await send(NOON + 10 * MINUTE, () => SENT)).toHaveLength(1)
  })

  test('that never came for a day, because it was down, leaves the whole day for the first that comes', async () => {
    const { db, tell, send, delivery } = await aWorld((await open()).db)
    const reader = await aSubscriber(db)
    const told = await tell()
    await send(NOON, () => DOWN)
    await send(NOON + 25 * HOUR, () => mailSays('450 4.2.0 Greylisted'))
    expect((await delivery(told, reader))?.state).toBe('retry')
  })
})
