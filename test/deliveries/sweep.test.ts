import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { claimRound } from '#db/queries/claims.ts'
import { findDelivery, updateDelivery } from '#db/queries/deliveries.ts'
import { beat, giveUp, insertInstance, listInstances } from '#db/queries/instances.ts'
import { tally } from '#db/queries/progress.ts'
import { noteCallback } from '#src/deliveries/callback.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { listening } from '#src/deliveries/silence.ts'
import { SILENT_AFTER, sweep, TakenForDead } from '#src/deliveries/sweep.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const MINUTE = 60_000
const nobody = () => false

/** A process that is killed before its next statement after so many. */
function dyingAfter(db: Db, statements: number): Db {
  let left = statements
  return db.withPlugin({
    transformQuery({ node }) {
      if (left-- <= 0) throw new Error('killed')
      return node
    },
    transformResult: async ({ result }) => result,
  })
}

onBothEngines('sweeping', (open) => {
  async function claimed(owner = 'dead') {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    const mail = await aSubscriber(db)
    const phone = await aSubscriber(db, { channel: 'sms' })
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    for (const channel of ['email', 'sms'] as const) {
      await claimRound(db, {
        channel,
        owner,
        leaseUntil: NOON + 5 * MINUTE,
        limit: 10,
        now: NOON,
      })
    }
    await insertInstance(db, { id: 'us', host: 'here', pid: 1, now: NOON })
    const states = async () => [
      (await findDelivery(db, announcementId, mail))?.state,
      (await findDelivery(db, announcementId, phone))?.state,
    ]
    return { db, author, announcementId, mail, phone, states }
  }

  const us = (alive: (pid: number) => boolean = nobody) => ({ id: 'us', host: 'here', alive })

  test('a dead process on this host loses its claims at once: mail waits again, a text message is unknown', async () => {
    const { db, states } = await claimed()
    await insertInstance(db, { id: 'dead', host: 'here', pid: 4_000_000, now: NOON })
    expect((await sweep(db, us(), NOON + 1)).freed).toBe(2)
    expect(await states()).toEqual(['pending', 'unknown'])
  })

  test('a sweep that is killed anywhere leaves nobody claimed by the dead, and those in whole batches only', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    for (let i = 0; i < 12; i++) await aSubscriber(db, { channel: i % 2 ? 'sms' : 'email' })
    const { announcementId: id = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    for (const channel of ['email', 'sms'] as const)
      for (let batch = 0; batch < 3; batch++)
        await claimRound(db, { channel, owner: 'dead', leaseUntil: NOON + MINUTE, limit: 2, now: NOON })
    await insertInstance(db, { id: 'us', host: 'here', pid: 1, now: NOON })
    await insertInstance(db, { id: 'dead', host: 'here', pid: 4_000_000, now: NOON })
    const kept = () => db.selectFrom('claims').select('id').execute()
    const halves = new Set<number>()
    for (let steps = 0; ; steps++) {
      const killed = await sweep(dyingAfter(db, steps), us(), NOON).then(
        () => false,
        () => true,
      )
      const { email, sms } = (await tally(db, [id])).get(id) ?? {}
      expect((email?.claimed ?? 0) + (sms?.claimed ?? 0)).toBe((await kept()).length * 2)
      expect([email?.pending, email?.claimed].reduce((a = 0, b = 0) => a + b)).toBe(6)
      expect([sms?.unknown, sms?.claimed].reduce((a = 0, b = 0) => a + b)).toBe(6)
      halves.add((await kept()).length)
      if (!killed) break
      if ((await kept()).length < 6) expect(await beat(db, 'dead', NOON)).toBe(false)
    }
    expect([...halves]).toContain(6)
    expect(halves.size).toBeGreaterThan(2)
    expect(await kept()).toEqual([])
    expect((await listInstances(db)).map((one) => one.id)).toEqual(['us'])
  })

  test('whoever has beaten since we looked is not given up, and whoever is given up cannot come back', async () => {
    const { db } = await claimed()
    await insertInstance(db, { id: 'slow', host: 'elsewhere', pid: 1, now: NOON })
    await beat(db, 'slow', NOON + 1)
    expect(await giveUp(db, { id: 'slow', beat_at: NOON })).toBe(false)
    expect(await giveUp(db, { id: 'slow', beat_at: NOON + 1 })).toBe(true)
    expect(await beat(db, 'slow', NOON + 2)).toBe(false)
    await expect(sweep(db, { ...us(), id: 'slow' }, NOON + 2)).rejects.toBeInstanceOf(TakenForDead)
  })

  test('a silent process on another host loses them after its silence, not before', async () => {
    const { db, states } = await claimed()
    await insertInstance(db, { id: 'dead', host: 'elsewhere', pid: 1, now: NOON })
    await sweep(db, us(), NOON + SILENT_AFTER)
    expect(await states()).toEqual(['claimed', 'claimed'])
    await sweep(db, us(), NOON + SILENT_AFTER + 1)
    expect(await states()).toEqual(['pending', 'unknown'])
  })

  test('a clock that is stepped forward takes nothing from the living, nor does one that is stepped back spare the dead', async () => {
    const { db, states } = await claimed('other')
    await insertInstance(db, { id: 'other', host: 'elsewhere', pid: 1, now: NOON })
    let elapsed = 0
    const watching = { ...us(), silentFor: listening(() => elapsed) }
    await sweep(db, watching, NOON)
    for (const hour of [1, 2, -1]) {
      elapsed += SILENT_AFTER
      await sweep(db, watching, NOON + hour * 60 * MINUTE)
      expect(await states()).toEqual(['claimed', 'claimed'])
      await beat(db, 'other', NOON + hour)
      await sweep(db, watching, NOON + hour * 60 * MINUTE)
    }
    elapsed += SILENT_AFTER + 1
    await sweep(db, watching, NOON - 60 * MINUTE)
    expect(await states()).toEqual(['pending', 'unknown'])
  })

  test('a claim whose owner left no trace lapses with its lease', async () => {
    const { db, states } = await claimed()
    await sweep(db, us(), NOON + 5 * MINUTE)
    expect(await states()).toEqual(['claimed', 'claimed'])
    await sweep(db, us(), NOON + 5 * MINUTE + 1)
    expect(await states()).toEqual(['pending', 'unknown'])
  })

  test('our own claims are renewed while we live, and whoever was taken for dead begins anew', async () => {
    const { db, states } = await claimed('us')
    for (let minute = 1; minute < 30; minute++) await sweep(db, us(), NOON + minute * MINUTE)
    expect(await states()).toEqual(['claimed', 'claimed'])
    await db.deleteFrom('instances').execute()
    await expect(sweep(db, us(), NOON)).rejects.toBeInstanceOf(TakenForDead)
  })

  test('an announcement is through when it is expanded and nothing is open', async () => {
    const { db, announcementId, mail, phone } = await claimed('us')
    expect((await sweep(db, us(), NOON)).finished).toEqual([])
    await updateDelivery(db, announcementId, mail, { state: 'sent', claim: null })
    expect((await sweep(db, us(), NOON)).finished).toEqual([])
    await updateDelivery(db, announcementId, phone, { state: 'failed', claim: null })
    expect((await sweep(db, us(), NOON)).finished).toEqual([announcementId])
    expect((await sweep(db, us(), NOON)).finished).toEqual([])
  })

  test('stopping an announcement cancels what waits, lets what is in flight end, and cannot be done twice or too late', async () => {
    const { db, author, announcementId } = await claimed('us')
    await aSubscriber(db)
    const staff = { id: author.id, name: 'Ana' }
    expect(await cancelAnnouncement(db, announcementId, { staff, now: NOON })).toBe(0)
    const next = await publish(db, anIncident(), { author, now: NOON, formKey: 'b' })
    await fanOut(db, NOON)
    expect(await cancelAnnouncement(db, next.announcementId ?? 0, { staff, now: NOON })).toBe(3)
    const carrier = scriptedCarrier()
    await deliverer({ db, carrier, owner: 'us', now: () => NOON }).work()
    expect(carrier.notices).toHaveLength(0)
    await sweep(db, us(), NOON)
    expect(await cancelAnnouncement(db, next.announcementId ?? 0, { staff, now: NOON })).toBe(0)
    await expect(cancelAnnouncement(db, 999, { staff, now: NOON })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('whoever dies over stopping them leaves the rest of every stopped announcement to the sweep, and of no other', async () => {
    const { db, author, announcementId } = await claimed('us')
    const ids = [announcementId]
    for (const formKey of ['b', 'c', 'd']) {
      const { announcementId: id = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey })
      ids.push(id)
    }
    while (await fanOut(db, NOON)) {}
    for (const id of ids.slice(0, 3)) await updateAnnouncement(db, id, { cancelled_at: NOON })
    expect(await sweep(db, us(), NOON)).toMatchObject({ cancelled: 4, finished: [ids[1], ids[2]] })
    expect(await sweep(db, us(), NOON)).toMatchObject({ cancelled: 0, finished: [] })
    const waiting = await db.selectFrom('deliveries').selectAll().where('state', '=', 'pending').execute()
    expect(waiting.map((row) => row.announcement_id)).toEqual([ids[3], ids[3]])
  })

  test('what comes back after its announcement was stopped is cancelled, and the announcement is through', async () => {
    const { db, author, announcementId, states } = await claimed()
    await insertInstance(db, { id: 'dead', host: 'here', pid: 4_000_000, now: NOON })
    await cancelAnnouncement(db, announcementId, { staff: { id: author.id, name: 'Ana' }, now: NOON })
    await sweep(db, us(), NOON)
    expect(await states()).toEqual(['cancelled', 'unknown'])
    const absent = scriptedCarrier(undefined, { channel: 'sms', find: async () => ({ seen: false }) })
    await reconcile(db, absent, NOON + 2 * MINUTE)
    await reconcile(db, absent, NOON + 3 * MINUTE)
    expect((await sweep(db, us(), NOON + 3 * MINUTE)).finished).toEqual([announcementId])
    expect(await states()).toEqual(['cancelled', 'cancelled'])
  })
})

onBothEngines('a text message of unknown fate', (open) => {
  async function unknown(db: Db) {
    await aPage(db)
    const author = await anAuthor(db)
    const id = await aSubscriber(db, { channel: 'sms' })
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    const lost = scriptedCarrier(() => ({ result: 'unknown', code: '', answer: 'no reply' }), {
      channel: 'sms',
    })
    await deliverer({ db, carrier: lost, owner: 'us', now: () => NOON }).work()
    return async () => findDelivery(db, announcementId, id)
  }
  const looking = (answers: Array<{ seen: true; providerId: string } | { seen: false } | Error>) =>
    scriptedCarrier(() => ({ result: 'unknown', code: '', answer: 'no reply' }), {
      channel: 'sms',
      find: async () => {
        const answer = answers.shift()
        if (!answer || answer instanceof Error) throw answer ?? new Error('asked once too often')
        return answer
      },
    })

  test('that the carrier has is sent, and never sent again', async () => {
    const { db } = await open()
    const delivery = await unknown(db)
    const carrier = looking([{ seen: true, providerId: 'SM1' }])
    expect(await reconcile(db, carrier, NOON + 119_000)).toBe(0)
    await reconcile(db, carrier, NOON + 120_000)
    expect(await delivery()).toMatchObject({ state: 'sent', provider_id: 'SM1' })
  })

  test('that its carrier reports while we look and do not find it is not sent again', async () => {
    const { db } = await open()
    const delivery = await unknown(db)
    const row = await delivery()
    const carrier = scriptedCarrier(undefined, {
      channel: 'sms',
      find: async () => {
        const { announcement_id: announcementId = 0, subscriber_id: subscriberId = 0 } = row ?? {}
        await noteCallback(db, { announcementId, subscriberId, sid: 'SM1', status: 'sent', code: null }, NOON)
        return { seen: false }
      },
    })
    await db.updateTable('deliveries').set({ looks: 1 }).execute()
    await reconcile(db, carrier, NOON + 3 * MINUTE)
    expect(await delivery()).toMatchObject({ state: 'sent', provider_id: 'SM1' })
  })

  test('whose carrier cannot be asked keeps a later update waiting for ten minutes, not for ever', async () => {
    const { db } = await open()
    const delivery = await unknown(db)
    const { id: postId } = await db.selectFrom('posts').select('id').executeTakeFirstOrThrow()
    const word = { state: 'resolved', body: 'Done.', statuses: {}, nextUpdateBy: null } as const
    const author = await anAuthor(db)
    await update(db, postId, { ...word, channels: ['sms'] }, { author, now: NOON, formKey: 'b' })
    await fanOut(db, NOON)
    const mute = looking([new Error('403'), new Error('403')])
    await expect(reconcile(db, mute, NOON + 9 * MINUTE)).rejects.toThrow('403')
    expect((await delivery())?.state).toBe('unknown')
    await expect(reconcile(db, mute, NOON + 11 * MINUTE)).rejects.toThrow('403')
    expect((await delivery())?.state).toBe('superseded')
    await deliverer({ db, carrier: mute, owner: 'us', now: () => NOON + 11 * MINUTE }).work()
    expect(mute.notices).toHaveLength(1)
  })

  test('that is absent in two looks is tried once more, and only once', async () => {
    const { db } = await open()
    const delivery = await unknown(db)
    const carrier = looking([
      { seen: false },
      new Error('down'),
      { seen: false },
      { seen: false },
      { seen: false },
    ])
    await reconcile(db, carrier, NOON + 2 * MINUTE)
    expect((await delivery())?.state).toBe('unknown')
    await expect(reconcile(db, carrier, NOON + 3 * MINUTE)).rejects.toThrow('down')
    expect((await delivery())?.looks).toBe(1)
    await reconcile(db, carrier, NOON + 4 * MINUTE)
    expect((await delivery())?.state).toBe('retry')
    await deliverer({ db, carrier, owner: 'us', now: () => NOON + 4 * MINUTE }).work()
    expect(await delivery()).toMatchObject({ state: 'unknown', attempts: 2 })
    await reconcile(db, carrier, NOON + 7 * MINUTE)
    await reconcile(db, carrier, NOON + 8 * MINUTE)
    expect((await delivery())?.state).toBe('failed')
  })
})

onBothEngines('the ledger', (open) => {
  test('sums to its recipients whatever happens', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    for (let i = 0; i < 20; i++) await aSubscriber(db, { channel: i % 4 ? 'email' : 'sms' })
    const { announcementId = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'a' })
    await fanOut(db, NOON)
    const outcomes = [
      { result: 'sent' },
      { result: 'failed', code: '550', answer: 'no' },
      { result: 'unknown', code: '', answer: '' },
      { result: 'retry', fault: 'recipient', code: '450', answer: '' },
      { result: 'retry', fault: 'throttle', code: '421', answer: '' },
    ] as const
    for (const channel of ['email', 'sms'] as const) {
      const carrier = scriptedCarrier((_, nth) => outcomes[nth % outcomes.length] ?? { result: 'sent' }, {
        channel,
      })
      for (let minute = 0; minute < 40; minute += 7) {
        await deliverer({ db, carrier, owner: 'us', now: () => NOON + minute * MINUTE }).work()
        const counts = (await tally(db, [announcementId])).get(announcementId)
        const sum = Object.values(counts ?? {})
          .flatMap((one) => Object.values(one))
          .reduce((a, b) => a + b, 0)
        expect(sum).toBe(20)
      }
    }
  })
})
