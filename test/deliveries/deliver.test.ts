import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findDelivery, updateDelivery } from '#db/queries/deliveries.ts'
import { supersedeOvertaken } from '#db/queries/leftovers.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { tally } from '#db/queries/progress.ts'
import type { Carrier, Outcome } from '#src/channels/channel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import type { Draft } from '#src/posts/draft.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const MINUTE = 60_000
const refused = (changes: object = {}): Outcome =>
  ({ result: 'retry', fault: 'recipient', code: '450', answer: 'later', ...changes }) as Outcome

onBothEngines('delivering', (open) => {
  async function world(mails = 10) {
    const { db, again } = await open()
    await aPage(db)
    const ids: number[] = []
    for (let i = 0; i < mails; i++) ids.push(await aSubscriber(db))
    return { db, again, ids, author: await anAuthor(db) }
  }

  async function tell(db: Db, author: Awaited<ReturnType<typeof anAuthor>>, changes: Partial<Draft> = {}) {
    const { announcementId = 0, postId } = await publish(db, anIncident(changes), {
      author,
      now: NOON,
      formKey: `${Math.random()}`,
    })
    await fanOut(db, NOON)
    return { announcementId, postId }
  }

  const sendAll = (db: Db, carrier: Carrier, now = NOON) =>
    deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0.5 }).work()
  const emailTally = async (db: Db, id: number) => (await tally(db, [id])).get(id)?.email

  test('tells everybody once, with a link of their own to leave', async () => {
    const { db, author } = await world(30)
    const { announcementId } = await tell(db, author)
    const carrier = scriptedCarrier()
    await sendAll(db, carrier)
    await sendAll(db, carrier)
    expect(carrier.notices).toHaveLength(30)
    expect(new Set(carrier.notices.map((notice) => notice.to.address)).size).toBe(30)
    expect(new Set(carrier.notices.map((notice) => notice.to.unsubscribeUrl)).size).toBe(30)
    expect(new Set(carrier.notices.map((notice) => notice.token)).size).toBe(30)
    expect(await emailTally(db, announcementId)).toMatchObject({ sent: 30, pending: 0, claimed: 0 })
  })

  test('two senders at once share the work and repeat nothing', async () => {
    const { db, author } = await world(40)
    const { announcementId } = await tell(db, author)
    const carriers = [scriptedCarrier(), scriptedCarrier()]
    await Promise.all(carriers.map((carrier) => sendAll(db, carrier)))
    const addresses = carriers.flatMap((carrier) => carrier.notices.map((notice) => notice.to.address))
    expect(addresses).toHaveLength(40)
    expect(new Set(addresses).size).toBe(40)
    expect((await emailTally(db, announcementId))?.sent).toBe(40)
  })

  test('whoever left or was suppressed before the claim is not written to', async () => {
    const { db, author, ids } = await world(6)
    const { announcementId } = await tell(db, author)
    await db
      .updateTable('subscribers')
      .set({ ended_at: NOON })
      .where('id', '=', ids[0] ?? 0)
      .execute()
    const hash = await db
      .selectFrom('subscribers')
      .select('address_hash')
      .where('id', '=', ids[1] ?? 0)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('suppressions')
      .values({ ...hash, channel: 'email', reason: 'bounce', at: NOON })
      .execute()
    const carrier = scriptedCarrier()
    await sendAll(db, carrier)
    expect(carrier.notices).toHaveLength(4)
    expect((await emailTally(db, announcementId))?.sent).toBe(4)
  })

  test('a relay that is down costs nobody an attempt, and everybody hears when it is back', async () => {
    const { db, author } = await world(8)
    const { announcementId } = await tell(db, author)
    const down = scriptedCarrier(() => refused({ fault: 'relay', code: 'ECONNREFUSED' }))
    for (let minute = 0; minute < 30; minute++) await sendAll(db, down, NOON + minute * MINUTE)
    expect(await emailTally(db, announcementId)).toMatchObject({ pending: 8, retry: 0 })
    const attempts = await db.selectFrom('deliveries').select('attempts').execute()
    expect(attempts.every((row) => row.attempts === 0)).toBe(true)
    const up = scriptedCarrier()
    await sendAll(db, up, NOON + 31 * MINUTE)
    expect(up.notices).toHaveLength(8)
  })

  test('a fault of our account stops the channel for others too, and says why', async () => {
    const { db, author } = await world(20)
    await tell(db, author)
    const carrier = scriptedCarrier(
      () => refused({ fault: 'account', code: '535', answer: 'bad credentials' }),
      { concurrency: 1 },
    )
    await sendAll(db, carrier)
    expect(carrier.notices).toHaveLength(1)
    const other = scriptedCarrier()
    await sendAll(db, other, NOON + MINUTE)
    expect(other.notices).toHaveLength(0)
    const pause = await db.selectFrom('pauses').selectAll().executeTakeFirst()
    expect(pause?.reason).toContain('bad credentials')
  })

  test('a temporary refusal comes back with the same token and counts its tries', async () => {
    const { db, author } = await world(1)
    const { announcementId } = await tell(db, author)
    const carrier = scriptedCarrier((_, nth) => (nth === 1 ? refused() : { result: 'sent' }))
    await sendAll(db, carrier)
    await sendAll(db, carrier, NOON + MINUTE - 1)
    expect(carrier.notices).toHaveLength(1)
    await sendAll(db, carrier, NOON + MINUTE)
    expect(carrier.notices.map((notice) => notice.token)[1]).toBe(carrier.notices[0]?.token)
    expect((await emailTally(db, announcementId))?.sent).toBe(1)
  })

  test('an address that does not exist is suppressed and not written to again', async () => {
    const { db, author } = await world(2)
    await tell(db, author)
    const bad = (await db.selectFrom('subscribers').select('address').orderBy('id').executeTakeFirstOrThrow())
      .address
    const carrier = scriptedCarrier((notice) =>
      notice.to.address === bad
        ? { result: 'failed', code: '550 5.1.1', answer: 'no such user', address: 'suppress' }
        : { result: 'sent' },
    )
    await sendAll(db, carrier)
    await tell(db, author)
    await sendAll(db, carrier)
    expect(carrier.tries(bad)).toBe(1)
    expect(carrier.notices).toHaveLength(3)
  })

  test('a later update waits for an earlier one that is in flight or unknown', async () => {
    const { db, author, ids } = await world(1)
    const { announcementId, postId } = await tell(db, author)
    const lost = scriptedCarrier(() => ({
      result: 'unknown',
      code: 'ECONNRESET',
      answer: 'closed after the dot',
    }))
    await sendAll(db, lost)
    await update(
      db,
      postId,
      { state: 'resolved', body: 'Done.', statuses: {}, nextUpdateBy: null, channels: ['email'] },
      { author, now: NOON + 1, formKey: 'later' },
    )
    await fanOut(db, NOON + 1)
    const carrier = scriptedCarrier()
    await sendAll(db, carrier, NOON + MINUTE)
    expect(carrier.notices).toHaveLength(0)
    await reconcile(db, carrier, NOON + 10 * MINUTE)
    await supersedeOvertaken(db)
    // The earlier one may have arrived; what it said is in the later one.
    expect((await findDelivery(db, announcementId, ids[0] ?? 0))?.state).toBe('superseded')
    await sendAll(db, carrier, NOON + 10 * MINUTE)
    expect(carrier.notices.map(({ content }) => content.about === 'post' && content.post.state)).toEqual([
      'resolved',
    ])
  })

  test('a result whose claim has lapsed is not written over what another sender did', async () => {
    const { db, author, ids } = await world(1)
    const { announcementId } = await tell(db, author)
    const carrier = scriptedCarrier(async () => {
      await updateDelivery(db, announcementId, ids[0] ?? 0, { claim: 4711 })
      return { result: 'failed', code: '550', answer: 'no' }
    })
    await sendAll(db, carrier)
    expect(await findDelivery(db, announcementId, ids[0] ?? 0)).toMatchObject({
      state: 'claimed',
      claim: 4711,
    })
  })

  test('stopping finishes what is in flight and hands back the rest', async () => {
    const { db, author } = await world(40)
    const { announcementId } = await tell(db, author)
    const line = deliverer({
      db,
      owner: 'us',
      now: () => NOON,
      carrier: scriptedCarrier(
        (_, nth) => {
          if (nth === 3) void line.stop()
          return { result: 'sent' }
        },
        { concurrency: 2 },
      ),
    })
    await line.work()
    await line.stop()
    const counts = await emailTally(db, announcementId)
    expect(counts?.claimed).toBe(0)
    expect((counts?.sent ?? 0) + (counts?.pending ?? 0)).toBe(40)
    expect(counts?.pending).toBeGreaterThan(30)
  })

  test('a carrier that throws leaves a message of unknown fate, and nobody claimed for ever', async () => {
    const { db, author } = await world(3)
    const { announcementId } = await tell(db, author)
    await sendAll(
      db,
      scriptedCarrier(() => {
        throw new Error('must not happen')
      }),
    )
    expect(await emailTally(db, announcementId)).toMatchObject({ claimed: 0, unknown: 3 })
  })

  test('a message that cannot be made fails by itself and takes nobody with it', async () => {
    const { db, author } = await world(3)
    const { announcementId } = await tell(db, author)
    const nonce = 'one that opens'
    const asked = await aSubscriber(db, { confirmed_at: null, confirm_nonce: nonce })
    const mail = { key: 'broken', occasion: 'confirm', channel: 'email', subscriberId: asked } as const
    await insertLetter(db, { ...mail, letter: { nonce }, createdBy: null, now: NOON })
    const carrier = scriptedCarrier()
    await sendAll(db, carrier)
    expect((await emailTally(db, announcementId))?.sent).toBe(3)
    const broken = () => db.selectFrom('deliveries').selectAll().where('subscriber_id', '=', asked)
    expect(await broken().executeTakeFirst()).toMatchObject({ state: 'retry', code: 'ECOMPOSE' })
    for (let hour = 1; hour < 27; hour++) await sendAll(db, carrier, NOON + hour * 60 * MINUTE)
    expect(await broken().executeTakeFirst()).toMatchObject({ state: 'failed' })
  })

  test('hundreds of account mails do not keep an incident waiting', async () => {
    const { db, author } = await world(4)
    for (let i = 0; i < 200; i++) {
      const subscriberId = await aSubscriber(db, { confirmed_at: null, confirm_nonce: `${i}` })
      const letter = { nonce: `${i}`, kinds: ['incident'], components: 'all' }
      const mail = { key: `c${i}`, occasion: 'confirm', channel: 'email', subscriberId } as const
      await insertLetter(db, { ...mail, letter, createdBy: null, now: NOON })
    }
    await tell(db, author)
    const carrier = scriptedCarrier()
    await sendAll(db, carrier)
    const places = carrier.notices.flatMap(({ content }, i) => (content.about === 'post' ? [i] : []))
    expect(carrier.notices).toHaveLength(204)
    expect(Math.max(...places)).toBeLessThan(16)
  })

  test('what was claimed long ago and has not begun is given back: others may have it by now', async () => {
    const { db, author } = await world(5)
    const { announcementId } = await tell(db, author)
    let now = NOON
    const slept = scriptedCarrier(
      () => {
        now = NOON + 20 * MINUTE
        void line.stop()
        return { result: 'sent' }
      },
      { concurrency: 1 },
    )
    const line = deliverer({ db, carrier: slept, owner: 'us', now: () => now })
    await line.work()
    expect(slept.notices).toHaveLength(1)
    expect(await emailTally(db, announcementId)).toMatchObject({ sent: 1, pending: 4, claimed: 0 })
  })

  test('a clock that is set by an hour, either way, neither lengthens nor shortens the wait for a relay', async () => {
    for (const step of [-60 * MINUTE, 60 * MINUTE]) {
      const { db, author } = await world(1)
      await tell(db, author)
      let now = NOON + 60 * MINUTE
      let elapsed = 0
      const carrier = scriptedCarrier((_, nth) =>
        nth === 1 ? refused({ fault: 'relay', code: 'ECONNREFUSED' }) : { result: 'sent' },
      )
      const clocks = { now: () => now, elapsed: () => elapsed, random: () => 0.5 }
      const line = deliverer({ db, carrier, owner: 'us', ...clocks })
      await line.work()
      now += step
      await line.work()
      expect(carrier.notices).toHaveLength(1)
      elapsed += 1_000
      await line.work()
      expect(carrier.notices).toHaveLength(2)
    }
  })
})
