import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { pauseSending } from '#db/queries/pauses.ts'
import { tally } from '#db/queries/progress.ts'
import { sentOn } from '#db/queries/sent-days.ts'
import type { Carrier, Notice } from '#src/channels/channel.ts'
import { deliverer, type Sending } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { waitsForWarmUp } from '#src/deliveries/ramp.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import type { Draft } from '#src/posts/draft.ts'
import { publish } from '#src/posts/publish.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { holdingCarrier, scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { until } from '#test/support/until.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

onBothEngines('delivering at a pace', (open) => {
  async function world(mails: number, domain = 'example.com') {
    const { db } = await open()
    await aPage(db)
    await db.transaction().execute(async (tx) => {
      for (let i = 0; i < mails; i++) await aSubscriber(tx, { address: `reader${i}@${domain}` })
    })
    return { db, author: await anAuthor(db) }
  }

  async function tell(db: Db, author: Awaited<ReturnType<typeof anAuthor>>, changes: Partial<Draft> = {}) {
    const by = { author, now: NOON, formKey: `${Math.random()}` }
    const { announcementId = 0 } = await publish(db, anIncident(changes), by)
    while (await fanOut(db, NOON)) {}
    while (await releaseHeld(db, NOON)) {}
    return announcementId
  }
  const release = { kind: 'release', state: 'released', impact: null, startedAt: null } as const

  const senderOf = (db: Db, carrier: Carrier, more: Partial<Sending> = {}) =>
    deliverer({ db, carrier, owner: 'us', now: () => NOON, random: () => 0.5, ...more })
  const standing = async (db: Db, id: number) => (await tally(db, [id])).get(id)?.email
  const kindOf = ({ content }: Notice) => (content.about === 'post' ? content.post.kind : content.about)
  const dueOf = async (db: Db) =>
    (await db.selectFrom('deliveries').select('due_at').where('state', '=', 'pending').execute())
      .map((row) => Number(row.due_at))
      .sort((a, b) => a - b)

  test('what a slow destination cannot take within a second goes back with a place of its own', async () => {
    const { db, author } = await world(30, 'slow.test')
    await aSubscriber(db, { address: 'other@quick.test' })
    await tell(db, author)
    const carrier = scriptedCarrier()
    let elapsed = 0
    const rates = { all: null, destination: 2 }
    const line = senderOf(db, carrier, { rates, elapsed: () => (elapsed += 5) })
    await line.work()
    const slow = carrier.notices.filter(({ to }) => to.address.endsWith('@slow.test'))
    expect(slow.length).toBeLessThan(10)
    expect(carrier.tries('other@quick.test')).toBe(1)
    const due = await dueOf(db)
    expect(due).toHaveLength(30 - slow.length)
    expect(due.every((at) => at >= NOON + 1_000)).toBe(true)
    expect(new Set(due).size).toBe(due.length)
    // At two a second nobody waits longer than those in front of them need.
    expect(Math.max(...due)).toBeLessThanOrEqual(NOON + 20_000)
  })

  test('a paused destination waits until its time while others are written to', async () => {
    const { db, author } = await world(5, 'paused.test')
    await aSubscriber(db, { address: 'other@quick.test' })
    await tell(db, author)
    const pause = { channel: 'email', destination: 'paused.test', reason: '550 5.7.1', at: NOON } as const
    await pauseSending(db, { ...pause, until: NOON + 10 * MINUTE })
    const carrier = scriptedCarrier()
    await senderOf(db, carrier).work()
    expect(carrier.notices.map(({ to }) => to.address)).toEqual(['other@quick.test'])
    expect(await dueOf(db)).toEqual(Array(5).fill(NOON + 10 * MINUTE))
    await senderOf(db, carrier, { now: () => NOON + 10 * MINUTE }).work()
    expect(carrier.notices).toHaveLength(6)
  })

  test('an incident that is published during a release goes first, and the release still moves', async () => {
    const { db, author } = await world(300)
    await tell(db, author, release)
    const kinds: string[] = []
    const carrier = scriptedCarrier(
      async (notice, nth) => {
        kinds.push(kindOf(notice))
        // An attempt takes as long as a question to the database, so that a claim takes no longer than a few of them.
        await standing(db, 1)
        if (nth === 40) {
          const incident = await tell(db, author)
          line.wake()
          await until(
            async () => ((await standing(db, incident))?.claimed ?? 0) > 0,
            'the incident to be claimed',
          )
        }
        return { result: 'sent' }
      },
      { concurrency: 1 },
    )
    const line = senderOf(db, carrier)
    await line.work()
    expect(kinds).toHaveLength(600)
    const first = kinds.indexOf('incident')
    const last = kinds.lastIndexOf('incident')
    expect(first).toBeLessThan(40 + 40)
    const among = kinds.slice(first, last + 1)
    expect(300 / among.length).toBeGreaterThanOrEqual(0.8)
    expect(among).toContain('release')
  })

  test.each(['paused_at', 'cancelled_at'] as const)(
    'what was claimed and has not begun does not leave after its announcement is %s',
    async (column) => {
      const { db, author } = await world(40)
      const id = await tell(db, author)
      const carrier = holdingCarrier({ concurrency: 2 })
      const line = senderOf(db, carrier)
      const working = line.work()
      await until(() => carrier.notices.length === 2)
      await db
        .updateTable('announcements')
        .set({ [column]: NOON })
        .where('id', '=', id)
        .execute()
      line.wake()
      await until(async () => {
        const held = await standing(db, id)
        return held?.claimed === 2
      }, 'the queue to be given back')
      carrier.release()
      await working
      expect(carrier.notices).toHaveLength(2)
      expect(await standing(db, id)).toMatchObject({ sent: 2, claimed: 0, pending: 38 })
    },
  )

  test('whoever leaves while their mail waits in the line is not written to', async () => {
    const { db, author } = await world(10)
    await tell(db, author)
    const ids = (await db.selectFrom('subscribers').select(['id', 'address']).orderBy('id').execute()).slice(
      5,
    )
    const carrier = holdingCarrier({ concurrency: 1 })
    const line = senderOf(db, carrier)
    const working = line.work()
    await until(() => carrier.notices.length === 1)
    const left = ids.filter(({ address }) => !carrier.tries(address))
    for (const { id } of left) await unsubscribe(db, Number(id), 'link', { ip: null, now: NOON })
    line.wake()
    const held = () =>
      db.selectFrom('deliveries').select('subscriber_id').where('state', '=', 'claimed').execute()
    await until(async () => (await held()).length <= 10 - left.length, 'the queue to be given back')
    carrier.release()
    await working
    for (const { address } of left) expect(carrier.tries(address)).toBe(0)
    expect(carrier.notices).toHaveLength(10 - left.length)
  })

  test('with its day’s budget spent a new domain sends no release, but every incident and account mail', async () => {
    const { db, author } = await world(210)
    const plan = { rampFrom: '2026-11-22' }
    const first = await tell(db, author, release)
    const carrier = scriptedCarrier()
    await senderOf(db, carrier, plan).work()
    expect(carrier.notices).toHaveLength(200)
    expect(await sentOn(db, '2026-11-22', 'email')).toBe(200)
    expect(await waitsForWarmUp(db, NOON, '2026-11-22')).toEqual({
      waiting: 10,
      budget: 200,
      until: Date.parse('2026-11-23T00:00:00Z'),
    })
    await tell(db, author)
    const asked = await aSubscriber(db, { confirmed_at: null, confirm_nonce: 'n' })
    const letter = { nonce: 'n', kinds: ['incident'], components: 'all' }
    const mail = { key: 'c', occasion: 'confirm', channel: 'email', subscriberId: asked } as const
    await insertLetter(db, { ...mail, letter, createdBy: null, now: NOON })
    await senderOf(db, carrier, plan).work()
    expect(carrier.notices.map(kindOf).filter((kind) => kind === 'incident')).toHaveLength(210)
    expect(carrier.notices.map(kindOf)).toContain('confirm')
    expect(await standing(db, first)).toMatchObject({ sent: 200, pending: 10 })
    await senderOf(db, carrier, { ...plan, now: () => NOON + DAY }).work()
    expect(await standing(db, first)).toMatchObject({ sent: 210, pending: 0 })
    expect(await waitsForWarmUp(db, NOON + DAY, '2026-11-22')).toBeUndefined()
  })

  test('of a carrier’s daily cap a tenth stays for incidents', async () => {
    const { db, author } = await world(0)
    for (let n = 0; n < 20; n += 1) await aSubscriber(db, { channel: 'sms', time_zone: 'Europe/Lisbon' })
    const plan = { dailyCap: 20 }
    const first = await tell(db, author, { ...release, channels: ['sms'] })
    const carrier = scriptedCarrier(undefined, { channel: 'sms' })
    await senderOf(db, carrier, plan).work()
    expect(carrier.notices).toHaveLength(18)
    await tell(db, author, { channels: ['sms'] })
    await senderOf(db, carrier, plan).work()
    expect(carrier.notices).toHaveLength(38)
    await senderOf(db, carrier, { ...plan, now: () => NOON + DAY }).work()
    expect(carrier.notices).toHaveLength(40)
    expect((await tally(db, [first])).get(first)?.sms.sent).toBe(20)
  })

  test('a clock that jumps by an hour neither loses, repeats, bursts nor stalls', async () => {
    for (const step of [-60 * MINUTE, 60 * MINUTE]) {
      const { db, author } = await world(60)
      const id = await tell(db, author)
      let now = NOON
      let elapsed = 0
      const begun: number[] = []
      const carrier = scriptedCarrier((_, nth) => {
        if (nth === 20) now += step
        begun.push(elapsed)
        return { result: 'sent' }
      })
      const clocks = { now: () => now, elapsed: () => (elapsed += 2) }
      const line = senderOf(db, carrier, { ...clocks, rates: { all: 100, destination: null } })
      // The line’s own wait ends when what it had claimed is given back; the sender’s loop begins it again.
      now = NOON + 1
      for (let round = 0; round < 20 && (await standing(db, id))?.sent !== 60; round++) {
        await line.work()
        if (now < NOON) now = NOON + 2
      }
      expect(new Set(carrier.notices.map(({ to }) => to.address)).size).toBe(60)
      expect(carrier.notices).toHaveLength(60)
      for (const from of begun)
        expect(begun.filter((at) => at >= from && at < from + 200).length).toBeLessThanOrEqual(24)
    }
  })
})
