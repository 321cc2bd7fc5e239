import { sql } from 'kysely'
import type { Language } from '#src/words/language.ts'
import { type Db, engineOf } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { followDigests } from './digest-ends.ts'
import { countOutOfClaim } from './out-of-claim.ts'
import { type DeliveryChange, noteSent } from './settle.ts'

/** Changes one delivery whatever claim it is under (callbacks, reconciliation). */
export async function updateDelivery(
  db: Db,
  announcementId: number,
  subscriberId: number,
  change: DeliveryChange,
): Promise<void> {
  const row = () =>
    db
      .updateTable('deliveries')
      .where('announcement_id', '=', announcementId)
      .where('subscriber_id', '=', subscriberId)
  const claimed = await row()
    .set(change)
    .where('state', '=', 'claimed')
    .returning(['announcement_id', 'channel', 'state'])
    .execute()
  if (claimed.length) await countOutOfClaim(db, claimed)
  else await row().set(change).execute()
  if (change.state)
    await followDigests(db, [{ announcement_id: announcementId, subscriber_id: subscriberId }])
  await noteSent(db, [{ announcementId, change }])
}

export function findDelivery(
  db: Db,
  announcementId: number,
  subscriberId: number,
): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('deliveries')
    .selectAll()
    .where('announcement_id', '=', announcementId)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst()
}

/** What a subscriber who left still had waiting; part of the transaction in which they leave. */
export async function suppressWaiting(db: Db, subscriberId: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'suppressed' })
    .where('subscriber_id', '=', subscriberId)
    .where('state', 'in', ['pending', 'retry', 'held'])
    .where('announcement_id', 'in', (eb) =>
      eb.selectFrom('announcements').select('id').where('done_at', 'is', null).where('priority', '>', 0),
    )
    .execute()
}

/** Notes what a carrier reported of a sent delivery; the same event again changes nothing. Returns whether it was new. */
export async function insertDeliveryEvent(
  db: Db,
  event: {
    announcementId: number
    subscriberId: number
    event: string
    ref?: string
    code: string | null
    at: number
  },
): Promise<boolean> {
  const result = await db
    .insertInto('delivery_events')
    .values({
      announcement_id: event.announcementId,
      subscriber_id: event.subscriberId,
      event: event.event,
      ref: event.ref ?? '',
      code: event.code,
      at: event.at,
    })
    .onConflict((oc) => oc.columns(['announcement_id', 'subscriber_id', 'event', 'ref']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

export interface RecipientRow {
  id: number
  address: string
  address_hash: string
  name: string | null
  language: Language
  time_zone: string | null
  version: number
  stop_hinted_at: number | null
  confirm_nonce: string | null
  country: string | null
  quiet_from: number | null
  quiet_until: number | null
  breaks_through: number
  wants_incident: number
  wants_closure: number
  wants_release: number
  every_component: number
}

/** What a message needs to know of subscribers, by their id. */
export async function findRecipients(db: Db, ids: number[]): Promise<Map<number, RecipientRow>> {
  if (!ids.length) return new Map()
  const asked = engineOf(db).rowsOf(JSON.stringify(ids.map((id) => [id])), { id: 'bigint' })
  const { rows } = await sql<RecipientRow>`
    select id, address, address_hash, name, language, time_zone, version, stop_hinted_at, confirm_nonce,
      country, quiet_from, quiet_until, breaks_through,
      wants_incident, wants_closure, wants_release, every_component
    from subscribers where id in (select id from ${asked} as asked)`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Whether an earlier announcement to this subscriber has ended with the same final failure. */
export async function failedBefore(
  db: Db,
  subscriberId: number,
  code: string,
  announcementId: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('delivery_events')
    .select('id')
    .where('subscriber_id', '=', subscriberId)
    .where('event', '=', 'failed')
    .where('code', '=', code)
    .where('announcement_id', '!=', announcementId)
    .executeTakeFirst()
  return row !== undefined
}

export async function noteStopHint(db: Db, subscriberId: number, now: number): Promise<void> {
  await db.updateTable('subscribers').set({ stop_hinted_at: now }).where('id', '=', subscriberId).execute()
}
