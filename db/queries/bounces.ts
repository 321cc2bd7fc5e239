import type { Db } from '../open.ts'

export interface DeliveryKey {
  announcementId: number
  subscriberId: number
}

/** The subscribers of these mail addresses. */
export async function findSubscribersAt(db: Db, addresses: string[]): Promise<number[]> {
  if (!addresses.length) return []
  const rows = await db
    .selectFrom('subscribers')
    .select('id')
    .where('channel', '=', 'email')
    .where('address', 'in', addresses)
    .execute()
  return rows.map(({ id }) => id)
}

/** What was mailed to these subscribers about posts that were told since `since`: the keys of the deliveries. */
export async function listMailedTo(db: Db, subscriberIds: number[], since: number): Promise<DeliveryKey[]> {
  if (!subscriberIds.length) return []
  const rows = await db
    .selectFrom('announcements')
    .innerJoin('deliveries', 'deliveries.announcement_id', 'announcements.id')
    .select(['announcement_id', 'subscriber_id'])
    .where('announcements.post_id', 'is not', null)
    .where('announcements.created_at', '>=', since)
    .where('deliveries.subscriber_id', 'in', subscriberIds)
    .where('deliveries.channel', '=', 'email')
    .where('deliveries.first_at', 'is not', null)
    .orderBy('announcements.id', 'desc')
    .limit(5_000)
    .execute()
  return rows.map((row) => ({ announcementId: row.announcement_id, subscriberId: row.subscriber_id }))
}
