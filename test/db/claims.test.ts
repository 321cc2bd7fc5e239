import { expect, test } from 'vitest'
import { type Db, engineOf } from '#db/open.ts'
import { claimRound, freeClaims, renewClaims } from '#db/queries/claims.ts'
import { findDelivery } from '#db/queries/deliveries.ts'
import { tally } from '#db/queries/progress.ts'
import { settle } from '#db/queries/settle.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const SENT = { state: 'sent', attempts: 1, sent_at: NOON + 5, outcome: null, code: null, answer: null }

onBothEngines('a batch of claims', (open) => {
  async function world(count: number) {
    const { db } = await open()
    await aPage(db, { hold_incident_s: 0 })
    const author = await anAuthor(db)
    for (let i = 0; i < count; i++) await aSubscriber(db)
    const tell = async (priority = 1) => {
      const said = await publish(db, anIncident(), { author, now: NOON, formKey: crypto.randomUUID() })
      const id = said.announcementId ?? 0
      await db.updateTable('announcements').set({ priority }).where('id', '=', id).execute()
      while (await fanOut(db, NOON)) {}
      return id
    }
    const claim = (limit: number, owner = 'us') =>
      claimRound(db, { channel: 'email', owner, leaseUntil: NOON + 60_000, limit, now: NOON })
    return { db, tell, claim }
  }
  const openOf = async (db: Db, id: number) => (await tally(db, [id])).get(id)?.email

  test('is written nowhere when nothing is due', async () => {
    const { db, claim } = await world(1)
    expect(await claim(10)).toEqual([])
    expect(await db.selectFrom('claims').selectAll().execute()).toEqual([])
  })

  test('gives four fifths to the most urgent, and lets what is below it go on', async () => {
    const { tell, claim } = await world(60)
    const release = await tell(3)
    const closure = await tell(2)
    const incident = await tell()
    const rows = await claim(50)
    const of = (id: number) => rows.filter((row) => row.announcement_id === id).length
    expect([of(incident), of(closure), of(release)]).toEqual([40, 8, 2])
    // Alone it has the whole line.
    for (const each of [await claim(50), await claim(50), await claim(50)])
      expect(each.length).toBeGreaterThan(0)
    expect(await claim(50)).toEqual([])
  })

  test('that was taken back writes no result, also not into the claim of whoever has it now', async () => {
    const { db, tell, claim } = await world(3)
    const id = await tell()
    const rows = await claim(10)
    expect(await freeClaims(db, { owner: 'us' }, NOON + 1)).toBe(3)
    const again = await claimRound(db, {
      channel: 'email',
      owner: 'another',
      leaseUntil: NOON + 60_000,
      limit: 2,
      now: NOON + 1,
    })
    const results = (of: typeof rows) =>
      of.map(({ announcement_id, subscriber_id, claim: batch }) => ({
        announcementId: announcement_id,
        subscriberId: subscriber_id,
        claim: batch,
        change: SENT,
      }))
    expect(await settle(db, results(rows))).toBe(0)
    expect(await openOf(db, id)).toMatchObject({ pending: 1, claimed: 2, sent: 0 })
    expect(await settle(db, results(again))).toBe(2)
    expect(await openOf(db, id)).toMatchObject({ pending: 1, claimed: 0, sent: 2 })
    expect(await findDelivery(db, id, again[0]?.subscriber_id ?? 0)).toMatchObject({ claim: null, ...SENT })
  })

  test('that is all written is forgotten, and one that is not stays renewed', async () => {
    const { db, tell, claim } = await world(4)
    await tell()
    const [first] = await claim(1)
    await claim(2)
    const {
      announcement_id: announcementId = 0,
      subscriber_id: subscriberId = 0,
      claim: batch = 0,
    } = first ?? {}
    await settle(db, [{ announcementId, subscriberId, claim: batch, change: SENT }])
    await renewClaims(db, 'us', NOON + 99_000)
    const left = await db.selectFrom('claims').select(['lease_until', 'owner']).execute()
    expect(left).toEqual([{ lease_until: NOON + 99_000, owner: 'us' }])
  })

  test('of another sender is not freed with ours', async () => {
    const { db, tell, claim } = await world(4)
    const id = await tell()
    await claim(2, 'us')
    await claim(2, 'another')
    expect(await freeClaims(db, { owner: 'us' }, NOON)).toBe(2)
    expect(await openOf(db, id)).toMatchObject({ pending: 2, claimed: 2 })
    expect(await freeClaims(db, { lapsedBefore: NOON + 60_000 }, NOON)).toBe(0)
    expect(await freeClaims(db, { lapsedBefore: NOON + 60_001 }, NOON)).toBe(2)
  })

  test('counters in many rows are added up to the same', async () => {
    const { db, tell, claim } = await world(250)
    const id = await tell()
    for (;;) {
      const [row] = await claim(1)
      if (!row) break
      await settle(db, [
        { announcementId: id, subscriberId: row.subscriber_id, claim: row.claim, change: SENT },
      ])
    }
    const before = await openOf(db, id)
    await engineOf(db).foldTallies(db)
    expect(await openOf(db, id)).toEqual(before)
    expect(before).toMatchObject({ pending: 0, sent: 250 })
    const rows = await db.selectFrom('tallies').selectAll().where('announcement_id', '=', id).execute()
    expect(rows.length).toBeLessThan(5)
  })
})
