import { sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'

/** One message to one subscriber, as their page lists it. */
export interface Heard {
  announcement_id: number
  occasion: string
  post_id: string | null
  title: string | null
  created_at: number
  state: string
  outcome: string | null
  code: string | null
  answer: string | null
  due_at: number
  sent_at: number | null
  events: { event: string; code: string | null; at: number }[]
}

/** So many announcements are asked whether they went to somebody: a look each at the ledger's own key. */
const LOOKED = 2_000

/**
 * What went to one subscriber, the newest first, behind the announcement `before`. The ledger is found by announcement, so
 * the latest two thousand are looked at; `next` says behind which one looking goes on, null when there is no other.
 */
export async function listHeardBy(
  db: Db,
  id: number,
  { before, limit }: { before?: number; limit: number },
): Promise<{ heard: Heard[]; next: number | null }> {
  const told = sql`announcements a ${engineOf(db).by('announcements_told')}`
  const behind =
    before === undefined
      ? sql`1 = 1`
      : sql`(a.created_at, a.id) < (select created_at, id from announcements where id = ${before})`
  const { rows: floors } = await sql<{ id: number; created_at: number }>`
    select a.id, a.created_at from ${told} where a.post_id is not null and ${behind}
    order by a.created_at desc limit 1 offset ${LOOKED}`.execute(db)
  const floor = floors[0]
  const { rows } = await sql<Omit<Heard, 'events'>>`
    select a.id as announcement_id, a.occasion, a.post_id, p.title, a.created_at, d.state, d.outcome, d.code, d.answer,
      d.due_at, d.sent_at
    from ${told} cross join deliveries d join posts p on p.id = a.post_id
    where a.post_id is not null and ${behind} and a.created_at >= ${floor?.created_at ?? 0}
      and d.announcement_id = a.id and d.subscriber_id = ${id}
    order by a.created_at desc, a.id desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? shown.at(-1)?.announcement_id : floor?.id
  return { heard: await withEvents(db, id, shown), next: next === undefined ? null : Number(next) }
}

async function withEvents(db: Db, id: number, rows: Omit<Heard, 'events'>[]): Promise<Heard[]> {
  const ids = rows.map((row) => Number(row.announcement_id))
  const events = ids.length
    ? await db
        .selectFrom('delivery_events')
        .select(['announcement_id', 'event', 'code', 'at'])
        .where('subscriber_id', '=', id)
        .where('announcement_id', 'in', ids)
        .orderBy('at')
        .execute()
    : []
  const of = Map.groupBy(events, (one) => Number(one.announcement_id))
  return rows.map((row) => ({ ...row, events: of.get(Number(row.announcement_id)) ?? [] }))
}
