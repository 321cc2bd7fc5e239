import { type RawBuilder, sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'

/**
 * Deliveries of an announcement as rows `(announcement, subscriber)`, to be joined by {@link BY_KEY}: whole keys, both from
 * these rows. Of an announcement that is new a planner believes that it has next to no deliveries, and would go through all
 * of them for each one asked for.
 */
export function keysOf(db: Db, announcementId: number, subscriberIds: number[]): RawBuilder<unknown> {
  const rows = JSON.stringify(subscriberIds.map((id) => [announcementId, id]))
  return sql`${engineOf(db).rowsOf(rows, { announcement: 'bigint', subscriber: 'bigint' })} as asked`
}

export const BY_KEY = sql`deliveries.announcement_id = asked.announcement and deliveries.subscriber_id = asked.subscriber`
/** Said so that no index over what waits is thought of: the row is found by its key. */
export const IS_WAITING = sql`deliveries.state || '' in ('pending', 'retry', 'held')`
