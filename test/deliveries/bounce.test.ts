import { expect, test } from 'vitest'
import { findDelivery } from '#db/queries/deliveries.ts'
import { findAddressChange } from '#db/queries/moves.ts'
import { findRefusal } from '#db/queries/refusals.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import { readMail } from '#src/channels/email/bounce/read.ts'
import { noteReport, readBounceKey } from '#src/deliveries/bounce.ts'
import { deliveryToken } from '#src/deliveries/notice.ts'
import { askMove, move } from '#src/subscribers/move.ts'
import { addressToken, subscriptionToken } from '#src/subscribers/token.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { aBounce, aComplaint, mailed, type Recipient } from '#test/support/returned.ts'

const DAY = 86_400_000

test('only an envelope sender of ours names a delivery, however its letters were changed on the way', () => {
  const token = `12.34.${deliveryToken('12.34')}`
  const key = { announcementId: 12, subscriberId: 34 }
  expect(readBounceKey(token)).toEqual(key)
  expect(readBounceKey(token.toLowerCase())).toEqual(key)
  for (const forged of [token.replace('12.', '13.'), `${token}x`, '', '12.34.', `12.34.${'A'.repeat(22)}`])
    expect(readBounceKey(forged)).toBeNull()
})

onBothEngines('a report about a mail that had left', (open) => {
  async function world(people = 1) {
    const { db } = await open()
    await aPage(db)
    const ids: number[] = []
    for (let one = 0; one < people; one++)
      ids.push(await aSubscriber(db, { address: `bounce.reader.${one}@example.com` }))
    const told = await mailed(db, ids, NOON)
    const at = (person = 0) => told[person] as (typeof told)[number]
    const note = (raw: string, now = NOON + 1) => noteReport(db, readMail(Buffer.from(raw)), now)
    const delivery = (person = 0) => findDelivery(db, at(person).announcementId, at(person).subscriberId)
    const events = () =>
      db
        .selectFrom('delivery_events')
        .select(['subscriber_id', 'event', 'ref', 'code'])
        .orderBy('id')
        .execute()
    const suppressed = async (person = 0) => {
      const subscriber = await findSubscriber(db, at(person).subscriberId)
      return isSuppressed(db, subscriber?.addressHash ?? '')
    }
    return { db, at, note, delivery, events, suppressed }
  }
  const reader = (person = 0, rest: Partial<Recipient> = {}) => ({
    address: `bounce.reader.${person}@example.com`,
    ...rest,
  })

  test('that is hard suppresses the address, and the delivery says why', async () => {
    const { at, note, delivery, events, suppressed } = await world()
    expect(await note(aBounce(at().verp, [reader()]))).toBe(1)
    expect(await suppressed()).toBe(true)
    expect(await delivery()).toMatchObject({
      state: 'sent',
      outcome: 'bounced',
      code: '550 5.1.1',
      answer: 'There is no such mailbox',
    })
    expect(await events()).toEqual([
      { subscriber_id: at().subscriberId, event: 'bounced', ref: 'hard', code: '550 5.1.1' },
    ])
  })

  test.each([
    ['a full mailbox', { status: '5.2.2', answer: '552 5.2.2 Mailbox full' }, 'soft'],
    ['a domain without a route', { status: '5.4.4', answer: '550 5.4.4 Host not found' }, 'soft'],
    ['a relay that gave up', { status: '4.4.7', answer: '450 4.4.7 Delivery time expired' }, 'soft'],
    ['a rule of theirs', { status: '5.7.1', answer: '550 5.7.1 User unknown to our policy' }, 'ours'],
  ])('about %s suppresses nobody', async (_what, said, ref) => {
    const { at, note, delivery, events, suppressed } = await world()
    expect(await note(aBounce(at().verp, [reader(0, said)]))).toBe(1)
    expect(await suppressed()).toBe(false)
    expect((await delivery())?.outcome).toBe('bounced')
    expect((await events()).map((event) => event.ref)).toEqual([ref])
  })

  test('that only says it is late, or has arrived, changes nothing', async () => {
    const { at, note, delivery, events } = await world()
    for (const said of [
      { action: 'delayed', status: '4.4.1', answer: '450 4.4.1 timed out' },
      { action: 'delivered', status: '2.0.0', answer: '250 Ok' },
    ])
      expect(await note(aBounce(at().verp, [reader(0, said)]))).toBe(0)
    const away = `From: Ana <a@example.com>\nTo: ${at().verp}\nSubject: Automatic reply: gone\nAuto-Submitted: auto-replied\n\n550 5.1.1 user unknown`
    expect(await note(away)).toBe(0)
    expect([await events(), (await delivery())?.outcome]).toEqual([[], null])
  })

  test.each(['hard', 'soft'])(
    'that is %s and went to a former address says nothing of the new one',
    async (sort) => {
      const { db, at, note, suppressed } = await world()
      const id = at().subscriberId
      const before = (await findSubscriber(db, id))?.addressHash ?? ''
      await askMove(db, subscriptionToken(id, 1), 'elsewhere@example.com', { ip: null, now: NOON + 1 })
      const { nonce = '' } = (await findAddressChange(db, id)) ?? {}
      await move(db, addressToken('move', id, nonce), { ip: null, now: NOON + 2 })
      const said = sort === 'soft' ? { status: '5.2.2', answer: '552 5.2.2 Mailbox full' } : {}
      expect(await note(aBounce(at().verp, [reader(0, said)]), NOON + DAY)).toBe(1)
      expect(await suppressed()).toBe(false)
      expect(await isSuppressed(db, before)).toBe(sort === 'hard')
      expect(await findRefusal(db, id)).toBeUndefined()
    },
  )

  test('that complains takes them off every list', async () => {
    const { db, at, note, delivery, events } = await world()
    expect(await note(aComplaint(at().verp))).toBe(1)
    const row = await db.selectFrom('subscribers').select(['ended_by', 'ended_at']).executeTakeFirst()
    expect(row).toEqual({ ended_by: 'complaint', ended_at: NOON + 1 })
    expect((await delivery())?.outcome).toBe('complained')
    expect(await events()).toMatchObject([{ event: 'complained' }])
    expect(await note(aComplaint(at().verp, undefined, 'not-spam'))).toBe(0)
  })

  test('a hundred times over counts once', async () => {
    const { db, at, note, events } = await world()
    const counted: number[] = []
    for (let one = 0; one < 50; one++)
      counted.push(await note(aBounce(at().verp, [reader()]), NOON + 1 + one))
    counted.push(...(await Promise.all(Array.from({ length: 50 }, () => note(aComplaint(at().verp))))))
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(2)
    expect(await events()).toHaveLength(2)
    expect(await db.selectFrom('suppressions').select('at').execute()).toEqual([{ at: NOON + 1 }])
    expect(await db.selectFrom('consents').select('act').execute()).toEqual([{ act: 'left' }])
  })

  test('is proved by our Message-ID alone: by the link beside it, or by the address', async () => {
    const { at, note, events } = await world(3)
    const elsewhere = 'postmaster@acme.test'
    const bare = (person: number) => at(person).original.split('\n')[0] ?? ''
    expect(await note(aBounce(elsewhere, [{ address: 'forwarded@example.net' }], at(0).original))).toBe(1)
    expect(await note(aBounce(elsewhere, [reader(1)], bare(1)))).toBe(1)
    // Neither a link nor an address of ours: nobody can say whose it is.
    expect(await note(aBounce(elsewhere, [{ address: 'stranger@example.net' }], bare(2)))).toBe(0)
    expect((await events()).map((event) => event.subscriber_id)).toEqual([
      at(0).subscriberId,
      at(1).subscriberId,
    ])
  })

  test('that proves nothing is kept as nothing: forged, somebody else’s, or without a trace', async () => {
    const { at, note, events, suppressed } = await world(2)
    const [key0, key1] = [0, 1].map((person) => `${at(person).announcementId}.${at(person).subscriberId}`)
    const stolen = at(0).verp.replace(`bounce+${key0}`, `bounce+${key1}`)
    const forged = at(0).verp.replace(/\.[\w-]{22}@/, `.${'x'.repeat(22)}@`)
    const strange = `Message-ID: <d.${'y'.repeat(22)}@acme.test>\n${at(0).original.split('\n').slice(2).join('\n')}`
    for (const to of [stolen, forged, 'postmaster@acme.test'])
      expect(await note(aBounce(to, [reader(0), reader(1)], strange))).toBe(0)
    expect(await events()).toEqual([])
    expect([await suppressed(0), await suppressed(1)]).toEqual([false, false])
  })

  test('counts for seven days', async () => {
    const { at, note } = await world()
    expect(await note(aBounce(at().verp, [reader()]), NOON + 8 * DAY)).toBe(0)
    expect(await note(aBounce('x@acme.test', [reader()], at().original), NOON + 8 * DAY)).toBe(0)
    expect(await note(aBounce(at().verp, [reader()]), NOON + 7 * DAY)).toBe(1)
  })

  test('about something that never left is not about us', async () => {
    const { db, at, note, events } = await world()
    await db.updateTable('deliveries').set({ state: 'pending', sent_at: null, first_at: null }).execute()
    expect(await note(aBounce(at().verp, [reader()]))).toBe(0)
    expect(await events()).toEqual([])
  })

  test('proves that a mail whose fate was unknown had left', async () => {
    const { db, at, note, delivery } = await world()
    await db.updateTable('deliveries').set({ state: 'unknown', sent_at: null, outcome: 'unknown' }).execute()
    expect(
      await note(aBounce(at().verp, [reader(0, { status: '5.2.2', answer: '552 5.2.2 Mailbox full' })])),
    ).toBe(1)
    expect(await delivery()).toMatchObject({ state: 'sent', outcome: 'bounced', sent_at: NOON + 1 })
  })

  test('with 200 recipients touches the one whose delivery it proves, by what is said of that one', async () => {
    const { at, note, events, suppressed } = await world(3)
    const everybody = Array.from({ length: 200 }, (_none, one) => ({
      address: `stranger.${one}@example.net`,
    }))
    const full = reader(0, { status: '5.2.2', answer: '552 5.2.2 Mailbox full' })
    expect(await note(aBounce(at(0).verp, [...everybody, reader(1), full, reader(2)]))).toBe(1)
    expect(await events()).toMatchObject([{ subscriber_id: at(0).subscriberId, ref: 'soft' }])
    expect([await suppressed(0), await suppressed(1), await suppressed(2)]).toEqual([false, false, false])
  })

  test('of many is heard for what it says of ours, however mild it is to the others', async () => {
    const { at, note, suppressed } = await world()
    const full = { address: 'stranger@example.net', status: '5.2.2', answer: '552 5.2.2 Mailbox full' }
    await note(aBounce(at().verp, [full, reader(), { ...full, address: 'another@example.net' }]))
    expect(await suppressed()).toBe(true)
  })

  test('is counted towards a rest where it is soft: the third in a row begins one, and ours never does', async () => {
    const { db, at } = await world()
    const quarantined = async () =>
      (await db.selectFrom('subscribers').select('quarantined_until').executeTakeFirst())?.quarantined_until
    for (const said of [
      { status: '5.7.1', answer: '550 5.7.1 Message blocked by policy' },
      { status: '5.2.2', answer: '552 5.2.2 Mailbox full' },
    ])
      for (let one = 0; one < 3; one++) {
        expect(await quarantined()).toBeNull()
        const [told] = await mailed(db, [at().subscriberId], NOON)
        await noteReport(db, readMail(Buffer.from(aBounce(told?.verp ?? '', [reader(0, said)]))), NOON + 1)
      }
    expect(await quarantined()).toBeGreaterThan(NOON)
  })

  test('of a forwarded address counts for the mildest that is said', async () => {
    const { at, note, events } = await world()
    const forwards = [
      { address: 'one@elsewhere.test' },
      { address: 'two@elsewhere.test', status: '5.2.2', answer: '552 5.2.2 Mailbox full' },
    ]
    expect(await note(aBounce(at().verp, forwards))).toBe(1)
    expect(await events()).toMatchObject([{ ref: 'soft' }])
  })

  test('a hard one after a soft one is heard, and a bounce after a complaint does not hide it', async () => {
    const { at, note, delivery, suppressed } = await world()
    await note(aBounce(at().verp, [reader(0, { status: '5.2.2', answer: '552 5.2.2 Mailbox full' })]))
    await note(aComplaint(at().verp))
    expect(await note(aBounce(at().verp, [reader()]))).toBe(1)
    expect(await suppressed()).toBe(true)
    expect((await delivery())?.outcome).toBe('complained')
  })

  test('keeps no address in the ledger', async () => {
    const { at, note, delivery, events } = await world()
    await note(
      aBounce(at().verp, [reader(0, { answer: '550 5.1.1 <bounce.reader.0@example.com> unknown user' })]),
    )
    expect(JSON.stringify([await delivery(), await events()])).not.toContain('bounce.reader')
  })
})
