import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { findDelivery } from '#db/queries/deliveries.ts'
import { findQuarantined, listQuarantined } from '#db/queries/refusals.ts'
import { startNumber } from '#src/subscribers/carrier-stop.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { changePreferences } from '#src/subscribers/preferences.ts'
import { bringBack, noteRefused } from '#src/subscribers/quarantine.ts'
import { confirmToken, subscriptionToken } from '#src/subscribers/token.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aWorld, DAY, HOUR, mailSays, SENT } from './world.ts'

const REFUSED = mailSays('550 5.2.2 Over quota')

onBothEngines('a quarantine', (open) => {
  async function world() {
    const made = await aWorld((await open()).db)
    const reader = await aSubscriber(made.db)
    /** One more announcement, answered like this. */
    const hear = async (now: number, answer = REFUSED) => {
      const told = await made.tell(now)
      await made.send(now, () => answer)
      return told
    }
    const until = async () => (await findQuarantined(made.db, reader))?.quarantined_until
    return { ...made, reader, hear, until }
  }

  test('does not begin while something arrives in between', async () => {
    const { hear, until } = await world()
    for (const [nth, answer] of [REFUSED, REFUSED, SENT, REFUSED, REFUSED].entries())
      await hear(NOON + nth * HOUR, answer)
    expect(await until()).toBeUndefined()
    await hear(NOON + 5 * HOUR)
    expect(await until()).toBe(NOON + 5 * HOUR + 7 * DAY)
  })

  test('counts an announcement once, however often it is tried', async () => {
    const { db, reader, hear, until } = await world()
    const told = await hear(NOON)
    for (let n = 1; n < 9; n += 1)
      await noteRefused(db, { subscriberId: reader, announcementId: told, code: '550', answer: '' }, NOON + n)
    expect(await until()).toBeUndefined()
  })

  test('takes back what waits, and lets one message try after a week; what it refuses is quiet for 30 and then 90 days', async () => {
    const { db, reader, tell, send, hear, until } = await world()
    await hear(NOON)
    await hear(NOON + 1)
    const waiting = await tell(NOON + 2)
    await hear(NOON + 2)
    expect((await findDelivery(db, waiting, reader))?.state).toMatch(/failed|suppressed/)
    let now = (await until()) ?? 0
    for (const days of [30, 90, 90]) {
      expect(await findDelivery(db, await tell(now - 1), reader)).toBeUndefined()
      const probe = await tell(now)
      const second = await tell(now)
      expect(await findDelivery(db, probe, reader)).toMatchObject({ state: 'pending' })
      expect(await findDelivery(db, second, reader)).toBeUndefined()
      expect(await send(now, () => REFUSED)).toHaveLength(1)
      expect(await until()).toBe(now + days * DAY)
      now += days * DAY
    }
    await hear(now, SENT)
    expect(await until()).toBeUndefined()
    expect(await findDelivery(db, await tell(now + 1), reader)).toBeDefined()
  })

  test('is taken up again when the probe that was accepted comes back after all', async () => {
    const { db, reader, hear, until } = await world()
    for (let nth = 0; nth < 3; nth += 1) await hear(NOON + nth)
    const now = (await until()) ?? 0
    const probe = await hear(now, SENT)
    expect(await until()).toBeUndefined()
    await noteRefused(
      db,
      { subscriberId: reader, announcementId: probe, code: '5.2.2', answer: 'bounced' },
      now + HOUR,
    )
    expect(await until()).toBe(now + HOUR + 30 * DAY)
  })

  test('that ended begins anew with a week, after three more', async () => {
    const { hear, until } = await world()
    for (let nth = 0; nth < 3; nth += 1) await hear(NOON + nth)
    const now = (await until()) ?? 0
    await hear(now, SENT)
    for (let nth = 1; nth <= 3; nth += 1) await hear(now + nth)
    expect(await until()).toBe(now + 3 + 7 * DAY)
  })

  test('is ended by staff, who see why, and it stands in the audit', async () => {
    const { db, author, reader, hear, until } = await world()
    for (let nth = 0; nth < 3; nth += 1) await hear(NOON + nth)
    expect(await listQuarantined(db, 10)).toMatchObject([{ id: reader, count: 3, code: '550 5.2.2' }])
    await bringBack(db, reader, author, NOON + DAY)
    expect(await until()).toBeUndefined()
    expect(await listAudit(db, 1)).toMatchObject([
      { action: 'subscriber.bring_back', object: String(reader) },
    ])
    await expect(bringBack(db, reader, author, NOON + DAY)).rejects.toThrow(/quarantine/)
    await hear(NOON + DAY)
    expect(await until()).toBeUndefined()
  })

  test('is ended by the person: who changes their choices or confirms anew is there', async () => {
    const { db, reader, hear, until } = await world()
    const visitor = { ip: null, now: NOON + DAY }
    for (let nth = 0; nth < 3; nth += 1) await hear(NOON + nth)
    await changePreferences(
      db,
      subscriptionToken(reader, 1),
      { choices: { kinds: ['incident'], components: 'all', leastImpact: 'none' } },
      visitor,
    )
    expect(await until()).toBeUndefined()
    for (let nth = 3; nth < 6; nth += 1) await hear(NOON + nth)
    expect(await until()).toBeDefined()
    await db
      .updateTable('subscribers')
      .set({ confirm_nonce: 'n', confirm_until: NOON + 2 * DAY })
      .execute()
    await confirm(db, confirmToken(reader, 'n'), visitor)
    expect(await until()).toBeUndefined()
  })
})

onBothEngines('the quarantine of a number', (open) => {
  async function quiet() {
    const made = await aWorld((await open()).db, 'sms')
    const address = '+14155550133'
    const reader = await aSubscriber(made.db, { channel: 'sms', address })
    for (let n = 1; n <= 3; n += 1)
      await noteRefused(
        made.db,
        { subscriberId: reader, announcementId: -4 + n, code: '30003', answer: 'handset-off' },
        NOON,
      )
    const until = async () => (await findQuarantined(made.db, reader))?.quarantined_until
    return { ...made, reader, address, until }
  }

  test('ends when the probe is reported as delivered, not when the carrier takes it', async () => {
    const { reader, tell, send, report, until } = await quiet()
    const now = NOON + 7 * DAY
    const probe = await tell(now)
    await send(now, () => SENT)
    expect(await until()).toBe(now + DAY)
    await report(probe, reader, 'delivered', { now })
    expect(await until()).toBeUndefined()
  })

  test('ends with START', async () => {
    const { db, address, until } = await quiet()
    expect(await startNumber(db, address, NOON + 1)).toBe(true)
    expect(await until()).toBeUndefined()
  })
})
