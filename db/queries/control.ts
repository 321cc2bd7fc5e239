import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../open.ts'
import type { AnnouncementRow } from '../schema.ts'

/** States written as words of the statement itself: only then do both engines see that a partial index serves it. */
const ENDED_BADLY = sql`('failed', 'expired')`
/** As the index over what needs attention says it. */
const TROUBLED = sql`d.state in ('retry', 'unknown', 'failed', 'expired')`

/** Which failures are meant: all of them, those in one state, those with one code (null: without one). */
export interface FailureFilter {
  state?: 'failed' | 'expired'
  code?: string | null
}

/** How many deliveries of an announcement have failed as the filter says. */
export async function countFailures(db: Db, announcementId: number, filter: FailureFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries d
    where d.announcement_id = ${announcementId} and d.state in ${ENDED_BADLY} and ${TROUBLED} ${meant(filter)}`.execute(
    db,
  )
  return Number(rows[0]?.count ?? 0)
}

/**
 * Lets the next failures behind `after`, at most `limit`, begin anew under the same key: as if never tried. Whoever has
 * left or is suppressed is passed over, and whom a later announcement of the same post tells. Returns the subscribers.
 */
export async function reopenFailures(
  db: Db,
  announcement: { id: number; post_id: string | null },
  filter: FailureFilter,
  page: { after: number; limit: number },
  now: number,
): Promise<number[]> {
  const { rows } = await sql<{ subscriber_id: number }>`
    update deliveries
    set state = 'pending', attempts = 0, due_at = ${now}, first_at = null, sent_at = null,
        looks = case when looks is not null then 0 end,
        outcome = null, code = null, answer = null
    where announcement_id = ${announcement.id} and state in ${ENDED_BADLY} and subscriber_id in (
      select d.subscriber_id from deliveries d
      join subscribers s on s.id = d.subscriber_id
      where d.announcement_id = ${announcement.id} and d.state in ${ENDED_BADLY} and ${TROUBLED} ${meant(filter)}
        and d.subscriber_id > ${page.after}
        and s.confirmed_at is not null and s.ended_at is null and s.quarantined_until is null
        and not exists (select 1 from suppressions x where x.address_hash = s.address_hash)
        and not exists (
          select 1 from announcements e
          join deliveries p on p.announcement_id = e.id and p.subscriber_id = d.subscriber_id
          where e.post_id = ${announcement.post_id} and e.id > ${announcement.id} and p.state <> 'cancelled')
      order by d.subscriber_id
      limit ${page.limit})
    returning subscriber_id`.execute(db)
  return rows.map((row) => Number(row.subscriber_id))
}

function meant({ state, code }: FailureFilter): RawBuilder<unknown> {
  const ofState =
    state === 'failed'
      ? sql`and d.state = 'failed'`
      : state === 'expired'
        ? sql`and d.state = 'expired'`
        : sql``
  if (code === undefined) return ofState
  return code === null ? sql`${ofState} and d.code is null` : sql`${ofState} and d.code = ${code}`
}

/** Announcements about posts that are not through yet, the most urgent first: running, held, put aside. */
export function listRunning(db: Db, limit = 20): Promise<AnnouncementRow[]> {
  return db
    .selectFrom('announcements')
    .selectAll()
    .where('done_at', 'is', null)
    .where('post_id', 'is not', null)
    .orderBy('priority')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
