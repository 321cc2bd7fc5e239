import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { followDigests } from './digest-ends.ts'
import { type DeliveryChange, noteSent } from './settle.ts'

/** Unknown deliveries whose next look is due. */
export function listUnknown(db: Db, channel: Channel, now: number, limit: number): Promise<DeliveryRow[]> {
  return (
    db
      .selectFrom('deliveries')
      .selectAll()
      // As the index over them says it: a value handed in would not be known to fit.
      .where('state', '=', sql.lit('unknown'))
      .where('channel', '=', channel)
      .where('due_at', '<=', now)
      .limit(limit)
      .execute()
  )
}

/** Changes a delivery of unknown fate, unless somebody has learnt more of it since `row` was read. */
export async function changeUnknown(db: Db, row: DeliveryRow, change: DeliveryChange): Promise<void> {
  const done = await db
    .updateTable('deliveries')
    .set(change)
    .where('announcement_id', '=', row.announcement_id)
    .where('subscriber_id', '=', row.subscriber_id)
    .where('state', '=', 'unknown')
    .where('due_at', '=', row.due_at)
    .executeTakeFirst()
  if (!done.numUpdatedRows) return
  if (change.state) await followDigests(db, [row])
  await noteSent(db, [{ announcementId: row.announcement_id, change }])
}

/** Whether a later announcement of the same post has a delivery for the same subscriber. */
export async function isOvertaken(
  db: Db,
  row: { announcement_id: number; subscriber_id: number },
): Promise<boolean> {
  const later = await db
    .selectFrom('announcements as a')
    .innerJoin('announcements as e', 'e.post_id', 'a.post_id')
    .innerJoin('deliveries as p', 'p.announcement_id', 'e.id')
    .select('e.id')
    .where('a.id', '=', row.announcement_id)
    .whereRef('e.id', '>', 'a.id')
    .where('p.subscriber_id', '=', row.subscriber_id)
    .where('p.state', '!=', 'cancelled')
    .executeTakeFirst()
  return later !== undefined
}

/** Whether a message at the carrier is known: of another delivery, or an earlier try of this one. */
export async function isAccountedFor(
  db: Db,
  providerId: string,
  of: { announcement_id: number; subscriber_id: number },
): Promise<boolean> {
  const known = await db
    .selectFrom('deliveries')
    .select('state')
    .where('provider_id', '=', providerId)
    .executeTakeFirst()
  return known !== undefined || (await isReported(db, of, providerId))
}

/** Whether the carrier has already spoken of this message as one of this delivery. */
export async function isReported(
  db: Db,
  of: { announcement_id: number; subscriber_id: number },
  providerId: string,
): Promise<boolean> {
  const event = await db
    .selectFrom('delivery_events')
    .select('id')
    .where('announcement_id', '=', of.announcement_id)
    .where('subscriber_id', '=', of.subscriber_id)
    .where('ref', '=', providerId)
    .executeTakeFirst()
  return event !== undefined
}
