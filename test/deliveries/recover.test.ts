import { appendFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { claimRound } from '#db/queries/claims.ts'
import { deleteInstance, insertInstance } from '#db/queries/instances.ts'
import { tally } from '#db/queries/progress.ts'
import { sentOn } from '#db/queries/sent-days.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { journalsIn, openJournal } from '#src/deliveries/journal.ts'
import { clearJournals, settleJournals } from '#src/deliveries/recover.ts'
import { sweep } from '#src/deliveries/sweep.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const folder = mkdtempSync(join(tmpdir(), 'candor-recover-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const DAY = 86_400_000
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

onBothEngines('a sender that died', (open) => {
  /** Ten readers, of whom a sender has claimed six and handed over three; then it dies. */
  async function world(owner: string, channel: 'email' | 'sms' = 'email') {
    const { db } = await open()
    await aPage(db)
    for (let i = 0; i < 10; i++) await aSubscriber(db, { channel })
    const by = { author: await anAuthor(db), now: NOON, formKey: 'one' }
    const { announcementId = 0 } = await publish(db, anIncident(), by)
    await fanOut(db, NOON)
    await insertInstance(db, { id: owner, host: 'here', pid: 1, now: NOON })
    const rows = await claimRound(db, { channel, owner, leaseUntil: NOON + 60_000, limit: 6, now: NOON })
    const journal = openJournal(folder, { owner, channel }, () => {})
    for (const row of rows.slice(0, 3))
      journal.note({
        claim: row.claim ?? 0,
        announcementId: row.announcement_id,
        subscriberId: row.subscriber_id,
        attempts: row.attempts,
        at: NOON + 5,
        providerId: channel === 'sms' ? `SM${row.subscriber_id}` : null,
      })
    await turn()
    return { db, announcementId, rows }
  }
  const settle = (db: Db) => (owner: string) => settleJournals(db, folder, owner).then(() => {})
  const sweepAs = (db: Db) => {
    const us = { id: 'us', host: 'here', alive: () => false, settle: settle(db) }
    return insertInstance(db, { id: 'us', host: 'here', pid: 2, now: NOON }).then(() =>
      sweep(db, us, NOON + 10),
    )
  }

  test('has handed over what its journal says: nobody hears it again, and the others are told', async () => {
    const { db, announcementId } = await world('dead-1')
    await sweepAs(db)
    expect((await tally(db, [announcementId])).get(announcementId)?.email).toMatchObject({
      sent: 3,
      pending: 7,
      claimed: 0,
    })
    expect(await sentOn(db, '2026-11-22', 'email')).toBe(3)
    expect(journalsIn(folder).filter(({ owner }) => owner === 'dead-1')).toEqual([])
    const carrier = scriptedCarrier()
    await deliverer({ db, carrier, owner: 'us', now: () => NOON + 20 }).work()
    expect(carrier.notices).toHaveLength(7)
  })

  test('leaves only those texts unknown of which it had not heard; the others keep their carrier’s id', async () => {
    const { db, announcementId, rows } = await world('dead-2', 'sms')
    await sweepAs(db)
    expect((await tally(db, [announcementId])).get(announcementId)?.sms).toMatchObject({
      sent: 3,
      unknown: 3,
    })
    const ids = await db.selectFrom('deliveries').select('provider_id').where('state', '=', 'sent').execute()
    expect(ids.map((row) => row.provider_id).sort()).toEqual(
      rows
        .slice(0, 3)
        .map((row) => `SM${row.subscriber_id}`)
        .sort(),
    )
  })

  test('does not write over what another has claimed since', async () => {
    const { db, announcementId, rows } = await world('dead-3')
    await db
      .updateTable('deliveries')
      .set({ claim: 99, state: 'claimed' })
      .where('state', '=', 'claimed')
      .execute()
    await settleJournals(db, folder, 'dead-3')
    expect((await tally(db, [announcementId])).get(announcementId)?.email).toMatchObject({
      sent: 0,
      claimed: rows.length,
    })
  })

  test('may have torn its last line, and its journal may be settled twice', async () => {
    const { db, announcementId } = await world('dead-4')
    const [file] = journalsIn(folder).filter(({ owner }) => owner === 'dead-4')
    appendFileSync(file?.path ?? '', '1 1 4 0 17953')
    expect(await settleJournals(db, folder, 'dead-4')).toBe(3)
    expect(await settleJournals(db, folder, 'dead-4')).toBe(0)
    expect((await tally(db, [announcementId])).get(announcementId)?.email.sent).toBe(3)
  })

  test('and is forgotten has its journal settled and removed after a week, not before, nor that of one who is known', async () => {
    const { db, announcementId } = await world('gone')
    const files = () =>
      journalsIn(folder)
        .filter(({ owner }) => owner === 'gone')
        .map(({ path }) => path)
    const age = (at: number) => files().forEach((path) => void utimesSync(path, at / 1_000, at / 1_000))
    const clear = () => clearJournals(db, folder, NOON - 7 * DAY)
    age(NOON - 8 * DAY)
    await clear()
    expect(files()).toHaveLength(2)
    await deleteInstance(db, 'gone')
    age(NOON - 6 * DAY)
    await clear()
    expect(files()).toHaveLength(2)
    age(NOON - 8 * DAY)
    expect(await clear()).toBe(2)
    expect(files()).toEqual([])
    expect((await tally(db, [announcementId])).get(announcementId)?.email.sent).toBe(3)
  })
})
