import { expect, test } from 'vitest'
import { listAlerts } from '#db/queries/alerts.ts'
import { listPauses } from '#db/queries/pauses.ts'
import { findQuarantined } from '#db/queries/refusals.ts'
import { settleAlert } from '#src/deliveries/attend.ts'
import { countryIsOpen, noteCodeEntered, noteCodeSent } from '#src/subscribers/country.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aWorld, carrierSays, DAY, HOUR, MINUTE, SENT } from './world.ts'

const REFUSED = [21611, 30001, 30022, 63017]
const ACCOUNT = [20003, 21606, 30002, 30034]
const BAD = [21211, 21614, 21635, 30005, 30006]

/** S4, row by row: what follows in the ledger, whether it comes as the answer to a request or in a report. */
onBothEngines('an answer of the carrier of texts', (open) => {
  async function world(texts = 1, changes: { country?: string; address?: string } = {}) {
    const made = await aWorld((await open()).db, 'sms')
    const readers: number[] = []
    for (let n = 0; n < texts; n += 1)
      readers.push(await aSubscriber(made.db, { channel: 'sms', country: 'US', ...changes }))
    return { ...made, reader: readers[0] ?? 0, readers }
  }
  const suppressed = async (db: Awaited<ReturnType<typeof world>>['db']) =>
    (await db.selectFrom('suppressions').select('reason').execute()).map(({ reason }) => reason)

  test('20429, 429: all texts slow down, no attempt is counted, Retry-After is kept', async () => {
    const { tell, send, delivery, reader } = await world()
    const told = await tell()
    await send(NOON, () => carrierSays(20429, 7_000))
    expect(await delivery(told, reader)).toMatchObject({ state: 'retry', attempts: 0, due_at: NOON + 7_000 })
  })

  test.each(REFUSED)(
    '%i: the channel pauses for a minute, then 2, 4, 8 and at most 15; nothing is lost',
    async (code) => {
      const { db, tell, send, delivery, reader } = await world()
      const told = await tell()
      let now = NOON
      for (const minutes of [1, 2, 4, 8, 15, 15]) {
        await send(now, () => carrierSays(code))
        expect(await listPauses(db, now)).toMatchObject([
          { channel: 'sms', destination: '', until: now + minutes * MINUTE },
        ])
        expect(await send(now + minutes * MINUTE - 1, () => SENT)).toHaveLength(0)
        now += minutes * MINUTE
      }
      await send(now, () => SENT)
      expect(await delivery(told, reader)).toMatchObject({ state: 'sent', attempts: 1 })
      expect(await listAlerts(db, now)).toEqual([])
    },
  )

  test('30001 in a report: the text did not leave, and does when there is room', async () => {
    const { tell, send, report, delivery, reader } = await world()
    const told = await tell()
    await send(NOON, () => SENT)
    await report(told, reader, 'undelivered', { code: 30001 })
    expect(await delivery(told, reader)).toMatchObject({ state: 'retry', attempts: 0, due_at: NOON + MINUTE })
    expect(await send(NOON + MINUTE, () => SENT)).toHaveLength(1)
  })

  test('30023: the country waits until midnight in the Pacific zone, and staff know', async () => {
    const { db, tell, send } = await world()
    await aSubscriber(db, { channel: 'sms', address: '+351912345678', country: 'PT' })
    await tell()
    await send(NOON, ({ to }) => (to.address.startsWith('+1') ? carrierSays(30023) : SENT))
    const midnight = Date.parse('2026-11-23T08:00:00Z')
    expect(await listPauses(db, NOON)).toMatchObject([{ channel: 'sms', destination: 'US', until: midnight }])
    expect(await listAlerts(db, NOON)).toMatchObject([{ kind: 'cap', subject: 'sms:US' }])
  })

  test('63038: everything waits an hour at a time, and staff know', async () => {
    const { db, tell, send } = await world()
    await tell()
    await send(NOON, () => carrierSays(63038))
    expect(await listPauses(db, NOON)).toMatchObject([{ destination: '', until: NOON + HOUR }])
    expect(await listAlerts(db, NOON)).toMatchObject([{ kind: 'cap', subject: 'sms' }])
    await send(NOON + HOUR, () => SENT)
    expect(await listAlerts(db, NOON + HOUR)).toEqual([])
  })

  test.each(ACCOUNT)('%i: the channel stops at once, staff are told once, nobody’s attempt', async (code) => {
    const { db, author, tell, send, delivery, reader } = await world(5)
    const told = await tell()
    const given = await send(NOON, () => carrierSays(code))
    expect(given.length).toBeLessThanOrEqual(1)
    expect(await delivery(told, reader)).toMatchObject({ state: 'pending', attempts: 0 })
    const [alert, ...others] = await listAlerts(db, NOON)
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      kind: 'stopped',
      subject: 'sms',
      text: expect.stringContaining(String(code)),
    })
    expect(await send(NOON + MINUTE, () => SENT)).toHaveLength(0)
    await settleAlert(db, alert?.id ?? 0, { staff: author, now: NOON + MINUTE })
    expect(await send(NOON + MINUTE, () => SENT)).toHaveLength(5)
  })

  test('30002 in a report stops the channel as well, and the text goes again when it is mended', async () => {
    const { db, tell, send, report, delivery, reader } = await world()
    const told = await tell()
    await send(NOON, () => SENT)
    await report(told, reader, 'failed', { code: 30002 })
    expect(await delivery(told, reader)).toMatchObject({ state: 'pending', attempts: 0 })
    expect(await listAlerts(db, NOON)).toMatchObject([{ kind: 'stopped' }])
    expect(await send(NOON + MINUTE, () => SENT)).toHaveLength(0)
    expect(await send(NOON + 15 * MINUTE, () => SENT)).toHaveLength(1)
  })

  test('21408: texts into that country stop, others go on, staff are told which', async () => {
    const { db, tell, send } = await world(3)
    await aSubscriber(db, { channel: 'sms', address: '+351912345678', country: 'PT' })
    await tell()
    await send(NOON, ({ to }) => (to.address.startsWith('+351') ? carrierSays(21408) : SENT))
    expect(await listPauses(db, NOON)).toMatchObject([{ channel: 'sms', destination: 'PT' }])
    expect(await listAlerts(db, NOON)).toMatchObject([
      { kind: 'country', subject: 'sms:PT', text: expect.stringContaining('Portugal') },
    ])
    const states = await db.selectFrom('deliveries').select('state').orderBy('state').execute()
    expect(states.map(({ state }) => state)).toEqual(['pending', 'sent', 'sent', 'sent'])
  })

  test('21610: they have left through their carrier, and staff are not bothered', async () => {
    const { db, tell, send } = await world()
    await tell()
    await send(NOON, () => carrierSays(21610))
    expect(await db.selectFrom('subscribers').select(['ended_at', 'ended_by']).execute()).toEqual([
      { ended_at: NOON, ended_by: 'carrier' },
    ])
    expect(await listAlerts(db, NOON)).toEqual([])
    expect(await send(NOON + DAY, () => SENT)).toHaveLength(0)
  })

  test.each(BAD)('%i: the number is suppressed', async (code) => {
    const { db, tell, send } = await world()
    await tell()
    await send(NOON, () => carrierSays(code))
    expect(await suppressed(db)).toEqual([String(code)])
  })

  test.each([21612, 30004])('%i: fails; the second time the number is suppressed', async (code) => {
    const { db, tell, send, delivery, reader } = await world()
    const told = await tell()
    await send(NOON, () => carrierSays(code))
    expect((await delivery(told, reader))?.state).toBe('failed')
    expect(await suppressed(db)).toEqual([])
    await tell(NOON + 1)
    await send(NOON + 1, () => carrierSays(code))
    expect(await suppressed(db)).toEqual([String(code)])
  })

  test('21617: must be impossible, so staff are told', async () => {
    const { db, tell, send } = await world()
    await tell()
    await send(NOON, () => carrierSays(21617))
    expect(await listAlerts(db, NOON)).toMatchObject([{ kind: 'impossible' }])
    expect(await suppressed(db)).toEqual([])
  })

  test('30003: again after 15 minutes and two hours; three updates in a row, and there is quiet for a week', async () => {
    const { db, tell, send, report, delivery, reader } = await world()
    let now = NOON
    for (let nth = 0; nth < 3; nth += 1) {
      const told = await tell(now)
      for (const wait of [15, 120, 0]) {
        expect(await send(now, () => SENT)).toHaveLength(1)
        await report(told, reader, 'undelivered', { code: 30003, now })
        now += wait * MINUTE
      }
      expect((await delivery(told, reader))?.state).toBe('failed')
      now += HOUR
    }
    expect(await findQuarantined(db, reader)).toMatchObject({ count: 3, code: '30003' })
    expect(await delivery(await tell(now), reader)).toBeUndefined()
    expect(await suppressed(db)).toEqual([])
  })

  test('30007: fails; ten of the last two hundred, and all texts wait and staff are told', async () => {
    const { db, tell, send, report, delivery, readers } = await world(40)
    const told = await tell()
    await send(NOON, () => SENT)
    for (const [nth, reader] of readers.entries())
      await report(told, reader, nth % 4 ? 'delivered' : 'undelivered', { code: nth % 4 ? null : 30007 })
    expect(await delivery(told, readers[0] ?? 0)).toMatchObject({
      state: 'sent',
      outcome: 'undelivered',
      code: '30007',
    })
    expect(await listPauses(db, NOON)).toMatchObject([
      { channel: 'sms', destination: '', until: NOON + HOUR },
    ])
    expect(await listAlerts(db, NOON)).toMatchObject([{ kind: 'filtered', subject: 'sms', count: 1 }])
    expect(await suppressed(db)).toEqual([])
  })

  test('30007: nine among two hundred are nothing yet', async () => {
    const { db, tell, send, report, readers } = await world(20)
    const told = await tell()
    await send(NOON, () => SENT)
    for (const [nth, reader] of readers.entries())
      await report(told, reader, nth < 9 ? 'undelivered' : 'delivered', { code: nth < 9 ? 30007 : null })
    expect(await listPauses(db, NOON)).toEqual([])
    expect(await listAlerts(db, NOON)).toEqual([])
  })

  test('30008: once more after 15 minutes, then it has failed', async () => {
    const { tell, send, report, delivery, reader } = await world()
    const told = await tell()
    await send(NOON, () => SENT)
    await report(told, reader, 'undelivered', { code: 30008 })
    expect(await delivery(told, reader)).toMatchObject({ state: 'retry', due_at: NOON + 15 * MINUTE })
    await send(NOON + 15 * MINUTE, () => SENT)
    await report(told, reader, 'undelivered', { code: 30008, now: NOON + 16 * MINUTE })
    expect((await delivery(told, reader))?.state).toBe('failed')
  })

  test('30036: goes again only while nothing newer has been said; otherwise it is too late for it', async () => {
    const { tell, tellMore, send, report, delivery, reader } = await world()
    const newest = await tell()
    await send(NOON, () => SENT)
    await report(newest, reader, 'undelivered', { code: 30036, now: NOON + HOUR })
    expect(await send(NOON + HOUR, () => SENT)).toHaveLength(1)
    await tellMore(newest, NOON + HOUR + 1)
    await report(newest, reader, 'undelivered', { code: 30036, now: NOON + 2 * HOUR })
    expect(await delivery(newest, reader)).toMatchObject({ state: 'expired', code: '30036' })
    expect(await send(NOON + 2 * HOUR, () => SENT)).toHaveLength(1)
  })

  test('30450: the number is suppressed, and it counts among the codes that nobody entered', async () => {
    const { db, tell, send } = await world()
    for (let n = 0; n < 50; n += 1) await noteCodeSent(db, 'US', NOON)
    for (let n = 0; n < 15; n += 1) await noteCodeEntered(db, 'US', NOON)
    expect(await countryIsOpen(db, 'US')).toBe(true)
    await tell(NOON + 1)
    await send(NOON + 1, () => carrierSays(30450))
    expect(await suppressed(db)).toEqual(['30450'])
    const sent = await db
      .selectFrom('throttles')
      .select('at')
      .where('at', '=', NOON + 1)
      .execute()
    expect(sent).toHaveLength(1)
  })

  test('anything else: fails and suppresses nobody; more than one in a hundred, and staff are told', async () => {
    const { db, tell, send, delivery, readers } = await world(30)
    const told = await tell()
    await send(NOON, (_, nth) => (nth <= 10 ? carrierSays(30410) : SENT))
    expect(await listAlerts(db, NOON)).toEqual([])
    await tell(NOON + 1)
    await send(NOON + 1, (_, nth) => (nth <= 1 ? carrierSays(30410) : SENT))
    expect(await listAlerts(db, NOON + 1)).toMatchObject([{ kind: 'errors', subject: 'sms' }])
    expect((await delivery(told, readers[0] ?? 0))?.state).toBe('failed')
    expect(await suppressed(db)).toEqual([])
    expect(await listPauses(db, NOON)).toEqual([])
  })
})
