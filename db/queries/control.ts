import { sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'
import type { AnnouncementRow } from '../schema.ts'
import { isKept } from './held.ts'
import type { Trouble } from './reasons.ts'

/** As the index over what needs attention says it: only then do both engines see that it serves. */
const TROUBLED = sql`d.state in ('retry', 'unknown', 'failed', 'expired')`

/** Which failures are meant: all of them, those in one state, those with one code (null: without one). */
export interface FailureFilter {
  state?: 'failed' | 'expired'
  code?: string | null
}

/** How many deliveries of an announcement have failed as the filter says. */
export async function countFailures(db: Db, announcementId: number, filter: FailureFilter): Promise<number> {
  const states = filter.state ? [filter.state] : ['failed', 'expired']
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries d ${engineOf(db).by('deliveries_troubled')}
    where d.announcement_id = ${announcementId} and d.state in (${words(states)}) and ${TROUBLED}
      ${filter.code === undefined ? sql`` : sql`and ${coded(filter.code)}`}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/**
 * Lets the next failures of one sort behind `after`, at most `limit`, begin anew under the same key: as if never tried.
 * Whoever has left or is suppressed is passed over, and whom a later announcement of the same post tells. Returns the
 * subscribers, those of a page found where the last one ended.
 */
export async function reopenFailures(
  db: Db,
  announcement: { id: number; kind: string | null; post_id: string | null },
  { state, code }: Pick<Trouble, 'state' | 'code'>,
  page: { after: number; limit: number },
  now: number,
): Promise<number[]> {
  // No planner, whatever it believes of the table, has a way through all of it: a cross join is taken as it stands on
  // SQLite, and the rows found are changed by the key of the ledger, which the added text leaves alone to choose from.
  const { rows } = await sql<{ subscriber_id: number }>`
    with again as materialized (
      select d.announcement_id, d.subscriber_id from deliveries d ${engineOf(db).by('deliveries_troubled')}
      cross join subscribers s
      where d.announcement_id = ${announcement.id} and d.state = ${sql.lit(state)}
        and ${TROUBLED} and ${coded(code)} and d.subscriber_id > ${page.after} and s.id = d.subscriber_id
        and s.confirmed_at is not null and s.ended_at is null and s.quarantined_until is null
        and not exists (select 1 from suppressions x where x.address_hash = s.address_hash)
        and not exists (
          select 1 from announcements e
          join deliveries p on p.announcement_id = e.id and p.subscriber_id = d.subscriber_id
          where e.post_id = ${announcement.post_id} and e.id > ${announcement.id} and p.state <> 'cancelled')
      order by d.subscriber_id
      limit ${page.limit})
    update deliveries
    set state = case when ${isKept(announcement.kind)} then 'held' else 'pending' end,
        digest_id = null, attempts = 0, due_at = ${now}, first_at = null, sent_at = null,
        looks = case when looks is not null then 0 end,
        outcome = null, code = null, answer = null
    from again
    where deliveries.announcement_id = again.announcement_id and deliveries.subscriber_id = again.subscriber_id
      and deliveries.state || '' = ${state}
    returning deliveries.subscriber_id`.execute(db)
  return rows.map((row) => Number(row.subscriber_id))
}

const words = (some: string[]) => sql.join(some.map((word) => sql.lit(word)))
const coded = (code: string | null) => (code === null ? sql`d.code is null` : sql`d.code = ${code}`)

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
