import { expect, test } from 'vitest'
import { freeClaims, insertClaim } from '#db/queries/claims.ts'
import { findDelivery, findRecipients } from '#db/queries/deliveries.ts'
import { finishAnnouncements } from '#db/queries/leftovers.ts'
import { noteCallback, readDeliveryToken } from '#src/deliveries/callback.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { deliveryToken } from '#src/deliveries/notice.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const MINUTE = 60_000

test('only a token of ours names a delivery', () => {
  const token = `12.34.${deliveryToken('12.34')}`
  expect(readDeliveryToken(token)).toEqual({ announcementId: 12, subscriberId: 34 })
  for (const forged of [token.replace('12.', '13.'), `${token}x`, '', '12.34.', `12.34.${'A'.repeat(22)}`]) {
    expect(readDeliveryToken(forged)).toBeNull()
  }
})

onBothEngines('what a carrier reports', (open) => {
  async function texted(outcome: 'sent' | 'unknown' = 'sent') {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const subscriberId = await aSubscriber(db, { channel: 'sms' })
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    let sid = 0
    const carrier = scriptedCarrier(
      () => {
        sid += 1
        return outcome === 'sent'
          ? { result: 'sent', providerId: `SM${sid}` }
          : { result: 'unknown', code: '', answer: '' }
      },
      { channel: 'sms' },
    )
    const send = (now: number) => deliverer({ db, carrier, owner: 'us', now: () => now }).work()
    await send(NOON)
    const report = (
      status: Parameters<typeof noteCallback>[1]['status'],
      code: number | null = null,
      now = NOON + 1,
    ) => noteCallback(db, { announcementId, subscriberId, sid: `SM${sid}`, status, code }, now)
    return {
      db,
      subscriberId,
      carrier,
      send,
      report,
      delivery: () => findDelivery(db, announcementId, subscriberId),
    }
  }

  test('moves forward only: repeats, shuffles and late news change nothing', async () => {
    const { db, report, delivery } = await texted()
    for (const status of ['sent', 'delivered', 'sent', 'queued', 'delivered'] as const) await report(status)
    expect(await delivery()).toMatchObject({ state: 'sent', outcome: 'delivered' })
    expect(await db.selectFrom('delivery_events').select('event').execute()).toEqual([{ event: 'delivered' }])
  })

  test('stays when it comes before the answer to our own request is written down', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const subscriberId = await aSubscriber(db, { channel: 'sms' })
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    const carrier = scriptedCarrier(
      async () => {
        const said = { announcementId, subscriberId, sid: 'SM1', code: null }
        await noteCallback(db, { ...said, status: 'delivered' }, NOON)
        return { result: 'sent', providerId: 'SM1' }
      },
      { channel: 'sms' },
    )
    await deliverer({ db, carrier, owner: 'us', now: () => NOON }).work()
    expect(await findDelivery(db, announcementId, subscriberId)).toMatchObject({
      state: 'sent',
      outcome: 'delivered',
      provider_id: 'SM1',
    })
  })

  test('proves that a message of unknown fate has left: it is never sent again', async () => {
    const { report, delivery, send, carrier } = await texted('unknown')
    await report('queued')
    expect((await delivery())?.state).toBe('sent')
    await send(NOON + 60 * MINUTE)
    expect(carrier.notices).toHaveLength(1)
  })

  test('a handset that is off is tried at 15 minutes and at 2 hours, then no more', async () => {
    const { report, delivery, send, carrier } = await texted()
    await report('undelivered', 30003, NOON)
    expect(await delivery()).toMatchObject({ state: 'retry', due_at: NOON + 15 * MINUTE })
    await send(NOON + 15 * MINUTE)
    await report('undelivered', 30003, NOON + 16 * MINUTE)
    expect(await delivery()).toMatchObject({ state: 'retry', due_at: NOON + 136 * MINUTE })
    await send(NOON + 136 * MINUTE)
    await report('undelivered', 30003, NOON + 137 * MINUTE)
    expect((await delivery())?.state).toBe('failed')
    expect(carrier.notices).toHaveLength(3)
  })

  test('whose sender died over the third try is told all the same', async () => {
    const { db, report, delivery, send, carrier } = await texted()
    await report('undelivered', 30003, NOON)
    await send(NOON + 15 * MINUTE)
    await report('undelivered', 30003, NOON + 16 * MINUTE)
    const batch = { owner: 'dead', channel: 'sms', now: NOON, leaseUntil: NOON + MINUTE } as const
    await db
      .updateTable('deliveries')
      .set({ state: 'claimed', claim: await insertClaim(db, batch) })
      .execute()
    await freeClaims(db, { owner: 'dead' }, NOON + 136 * MINUTE)
    for (let minute = 137; minute < 143; minute++)
      await reconcile(db, { ...carrier, find: async () => ({ seen: false }) }, NOON + minute * MINUTE)
    await send(NOON + 143 * MINUTE)
    expect(carrier.notices).toHaveLength(3)
    expect((await delivery())?.state).toBe('sent')
  })

  test('said twice of one text it says nothing of the next: that is given back by itself', async () => {
    const { report, delivery, send, carrier } = await texted()
    await report('undelivered', 30003, NOON)
    await report('undelivered', 30003, NOON + 1)
    await send(NOON + 15 * MINUTE)
    expect(await delivery()).toMatchObject({ state: 'sent', outcome: 'sent' })
    await report('undelivered', 30003, NOON + 16 * MINUTE)
    await report('undelivered', 30003, NOON + 16 * MINUTE)
    expect(await delivery()).toMatchObject({ state: 'retry', due_at: NOON + 136 * MINUTE })
    await send(NOON + 136 * MINUTE)
    expect(carrier.notices).toHaveLength(3)
  })

  test('a number that does not exist is suppressed; one that has opted out has left', async () => {
    const bad = await texted()
    await bad.report('undelivered', 30006)
    expect(await bad.db.selectFrom('suppressions').selectAll().execute()).toHaveLength(1)
    const gone = await texted()
    await gone.report('failed', 21610)
    const subscriber = await gone.db
      .selectFrom('subscribers')
      .select(['ended_at', 'ended_by'])
      .executeTakeFirst()
    expect(subscriber).toMatchObject({ ended_at: NOON + 1, ended_by: 'carrier' })
  })

  test('a message given back after everybody had been told is sent again all the same', async () => {
    const { db, report, send, carrier } = await texted()
    expect(await finishAnnouncements(db, NOON)).toHaveLength(1)
    await report('undelivered', 30003, NOON)
    await send(NOON + 15 * MINUTE)
    expect(carrier.notices).toHaveLength(2)
  })

  test('of a delivery that is not there changes nothing', async () => {
    const { db } = await texted()
    await noteCallback(
      db,
      { announcementId: 77, subscriberId: 88, sid: 'SM', status: 'delivered', code: null },
      NOON,
    )
    expect(await db.selectFrom('delivery_events').selectAll().execute()).toEqual([])
  })

  test('that comes after the sender died, and before its death is noticed, keeps the text from being sent twice', async () => {
    const { db, subscriberId, carrier, report, delivery, send } = await texted()
    const batch = { owner: 'dead', channel: 'sms', now: NOON, leaseUntil: NOON + MINUTE } as const
    const claim = { state: 'claimed', claim: await insertClaim(db, batch), attempts: 0 }
    await db
      .updateTable('deliveries')
      .set({ ...claim, outcome: null, provider_id: null, sent_at: null })
      .execute()
    await report('delivered')
    await freeClaims(db, { owner: 'dead' }, NOON + 2)
    expect(await delivery()).toMatchObject({ state: 'sent', provider_id: 'SM1', attempts: 1, claim: null })
    for (let minute = 2; minute < 9; minute++) {
      await reconcile(db, { ...carrier, find: async () => ({ seen: false }) }, NOON + minute * MINUTE)
      await send(NOON + minute * MINUTE)
    }
    expect(carrier.tries((await findRecipients(db, [subscriberId])).get(subscriberId)?.address ?? '')).toBe(1)
  })
})
