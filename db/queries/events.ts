import type { Db } from '../open.ts'

/** What followed a delivery, in the order in which it was learnt. */
export function listEvents(db: Db, announcementId: number, subscriberId: number) {
  return db
    .selectFrom('delivery_events')
    .select(['event', 'code', 'at', 'ref'])
    .where('announcement_id', '=', announcementId)
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute()
}
