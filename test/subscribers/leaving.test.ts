import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { claimRound } from '#db/queries/claims.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { publish } from '#src/posts/publish.ts'
import { carrierStop, startNumber, stopNumber } from '#src/subscribers/carrier-stop.ts'
import { changePreferences, openPreferences } from '#src/subscribers/preferences.ts'
import { addressHash } from '#src/subscribers/subscriber.ts'
import { suppress, suppressSubscriber } from '#src/subscribers/suppress.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { leave, unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { acts, aVisitor, standing } from './world.ts'

/** A published incident with a waiting delivery for each subscriber. */
async function announced(db: Db): Promise<void> {
  await aPage(db)
  const { announcementId = 0 } = await publish(db, anIncident(), {
    author: await anAuthor(db),
    now: NOON,
    formKey: 'f',
  })
  await db
    .insertInto('deliveries')
    .columns(['announcement_id', 'subscriber_id', 'channel', 'state', 'attempts', 'due_at'])
    .expression((eb) =>
      eb
        .selectFrom('subscribers')
        .select([
          eb.val(announcementId).as('announcement_id'),
          'id',
          'channel',
          eb.val('pending').as('state'),
          eb.lit(0).as('attempts'),
          'created_at',
        ]),
    )
    .execute()
}

async function claimed(db: Db, limit: number): Promise<number[]> {
  const rows = await claimRound(db, {
    channel: 'email',
    owner: 'o',
    leaseUntil: NOON + 60_000,
    limit,
    now: NOON,
  })
  return rows.map((row) => row.subscriber_id)
}

const stateOf = async (db: Db, id: number) =>
  (await db.selectFrom('deliveries').select('state').where('subscriber_id', '=', id).execute()).map(
    (row) => row.state,
  )

onBothEngines('leaving', (open, engine) => {
  test('takes effect at once, leaves evidence, and twice is once', async () => {
    const { db } = await open()
    const id = await aSubscriber(db)
    await announced(db)
    const token = subscriptionToken(id, 1)
    expect(await leave(db, token, 'link', { ip: '203.0.113.1', now: NOON + 1 })).toBe(true)
    expect(await leave(db, token, 'link', { ip: '203.0.113.1', now: NOON + 2 })).toBe(true)
    expect(await openPreferences(db, token)).toMatchObject({ endedAt: NOON + 1, endedBy: 'link' })
    expect(await acts(db, id)).toEqual(['left'])
    expect(await stateOf(db, id)).toEqual(['suppressed'])
    expect(await claimed(db, 10)).toEqual([])
  })

  test('works with a link of an older version too; changing preferences does not', async () => {
    const { db } = await open()
    const id = await aSubscriber(db, { version: 3 })
    const old = subscriptionToken(id, 2)
    expect(await openPreferences(db, old)).toBeUndefined()
    await expect(
      changePreferences(
        db,
        old,
        { choices: { kinds: ['release'], components: 'all', leastImpact: 'none' } },
        aVisitor(),
      ),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await leave(db, old, 'link', aVisitor())).toBe(true)
  })

  test('is refused to every token that is not ours', async () => {
    const { db } = await open()
    const id = await aSubscriber(db)
    const ours = subscriptionToken(id, 1)
    const others = [
      ours.slice(0, -1),
      `${ours}A`,
      ours.replace('-1-', '-2-'),
      subscriptionToken(id + 99, 1),
      '',
      '1-1-x',
    ]
    for (const token of others) expect(await leave(db, token, 'link', aVisitor())).toBe(false)
  })

  test('wins over a running fan-out: nobody who left is claimed afterwards', async () => {
    const { db } = await open()
    const count = engine === 'sqlite' ? 3000 : 1500
    const ids: number[] = []
    await db.transaction().execute(async (tx) => {
      for (let n = 0; n < count; n += 1) ids.push(await aSubscriber(tx))
    })
    await announced(db)
    const leaving = ids.filter(() => Math.random() < 1000 / count)
    const gone = new Set<number>()
    const late: number[] = []
    let done = 0
    for (const id of leaving) {
      if (done++ % 20 === 0) late.push(...(await claimed(db, 15)).filter((one) => gone.has(one)))
      await unsubscribe(db, id, 'link', aVisitor())
      gone.add(id)
    }
    late.push(...(await claimed(db, count)).filter((one) => gone.has(one)))
    expect(late).toEqual([])
    const waiting = await db
      .selectFrom('deliveries')
      .select('subscriber_id')
      .where('state', 'in', ['pending', 'retry'])
      .execute()
    expect(waiting).toEqual([])
  })

  test('by STOP is undone by START, for a number that had confirmed and had left that way', async () => {
    const { db } = await open()
    const stopped = await aSubscriber(db, { channel: 'sms', address: '+14155550001' })
    await aSubscriber(db, { channel: 'sms', address: '+14155550002', ended_at: NOON, ended_by: 'page' })
    await aSubscriber(db, { channel: 'sms', address: '+14155550003', confirmed_at: null })
    await stopNumber(db, '+14155550001', NOON)
    await stopNumber(db, '+14155550003', NOON)
    await stopNumber(db, '+14155559999', NOON)
    expect(await standing(db, '+14155550001')).toMatchObject({ endedAt: NOON, endedBy: 'carrier' })
    expect(await startNumber(db, '+14155550001', NOON + 1)).toBe(true)
    for (const last of ['2', '3', '4'])
      expect(await startNumber(db, `+1415555000${last}`, NOON + 1)).toBe(false)
    expect(await standing(db, '+14155550001')).toMatchObject({ endedAt: null, version: 2 })
    expect(await acts(db, stopped)).toEqual(['left', 'confirmed'])
    await carrierStop(db, stopped, NOON + 2)
    expect(await standing(db, '+14155550001')).toMatchObject({ endedAt: NOON + 2, endedBy: 'carrier' })
  })
})

onBothEngines('suppressing', (open) => {
  test('takes back all that waits for an address, account mail too, and keeps the first reason', async () => {
    const { db } = await open()
    const id = await aSubscriber(db, { address: 'dead@example.com' })
    await announced(db)
    await insertLetter(db, {
      key: 'k',
      occasion: 'confirm',
      channel: 'email',
      subscriberId: id,
      letter: {},
      createdBy: null,
      now: NOON,
    })
    await suppressSubscriber(db, id, '5.1.1', NOON)
    await suppress(
      db,
      { channel: 'email', addressHash: addressHash('email', 'dead@example.com'), reason: '5.2.1' },
      NOON + 1,
    )
    expect(await stateOf(db, id)).toEqual(['suppressed', 'suppressed'])
    const kept = await db.selectFrom('suppressions').select(['reason', 'at']).execute()
    expect(kept).toEqual([{ reason: '5.1.1', at: NOON }])
    expect(await claimed(db, 10)).toEqual([])
  })
})

onBothEngines('preferences', (open) => {
  test('change what is heard about, with evidence, and refuse what is not there', async () => {
    const { db } = await open()
    const mail = await aComponent(db, 'Mail')
    const id = await aSubscriber(db)
    const token = subscriptionToken(id, 1)
    await changePreferences(
      db,
      token,
      { choices: { kinds: ['closure'], components: [mail], leastImpact: 'none' } },
      aVisitor(),
    )
    expect((await openPreferences(db, token))?.choices).toEqual({
      kinds: ['closure'],
      components: [mail],
      leastImpact: 'none',
    })
    await changePreferences(
      db,
      token,
      { choices: { kinds: ['closure'], components: 'all', leastImpact: 'none' } },
      aVisitor(),
    )
    expect((await openPreferences(db, token))?.choices).toEqual({
      kinds: ['closure'],
      components: 'all',
      leastImpact: 'none',
    })
    await expect(
      changePreferences(
        db,
        token,
        { choices: { kinds: ['closure'], components: ['gone'], leastImpact: 'none' } },
        aVisitor(),
      ),
    ).rejects.toMatchObject({ problems: { components: expect.any(String) } })
    expect(await acts(db, id)).toEqual(['changed', 'changed'])
    await leave(db, token, 'page', aVisitor())
    await expect(
      changePreferences(
        db,
        token,
        { choices: { kinds: ['closure'], components: 'all', leastImpact: 'none' } },
        aVisitor(),
      ),
    ).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})
