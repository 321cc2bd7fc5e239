import { type RawBuilder, sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'
import type { SubscriberRow } from '../schema.ts'

/**
 * Whether the wishes of a subscriber (the alias of their row), or the law for texts about releases, may keep a message:
 * when it may go is then a question for the clock of their zone.
 */
export function mayBeKept(alias: string, kind: string | null): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${alias}.${column}`)
  const texts = kind === 'release' ? sql`or ${of('channel')} = 'sms'` : sql``
  return sql<boolean>`(${of('rhythm')} <> 'now' or ${of('quiet_from')} is not null
    or ${of('paused_until')} is not null ${texts})`
}

/** Whether the hours of whom a delivery is for may keep it. */
export function isKept(kind: string | null): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from subscribers s where s.id = deliveries.subscriber_id and ${mayBeKept('s', kind)})`
}

/** The most severe that the post of an announcement ever was. */
export async function findPeak(db: Db, postId: string | null): Promise<string | null> {
  if (postId === null) return null
  const row = await db.selectFrom('posts').select('peak_impact').where('id', '=', postId).executeTakeFirst()
  return row?.peak_impact ?? null
}

/** A held delivery whose time has come, with all by which it is decided what becomes of it. */
export interface DueHeld {
  announcement_id: number
  subscriber_id: number
  channel: string
  attempts: number
  occasion: string
  kind: string | null
  said_at: number
  peak_impact: string | null
  starts_at: number | null
  /** Paused or stopped by staff, or by what asks them. */
  stopped: number
  muted: number
  /** A later announcement of the post has its own delivery for this subscriber. */
  overtaken: number
}

/** Of an announcement (`a`) that some of its held deliveries are due. */
const isDue = (db: Db, now: number) => sql`a.done_at is null and exists (
  select 1 from deliveries h ${engineOf(db).by('deliveries_held')}
  where h.announcement_id = a.id and h.state = 'held' and h.due_at <= ${now})`

/** Whether any held delivery is due. */
export async function isHeldDue(db: Db, now: number): Promise<boolean> {
  const { rows } = await sql`select 1 from announcements a where ${isDue(db, now)} limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Some `limit` held deliveries that are due, and of each of their subscribers all that are: what
 * somebody missed is gathered whole. Others' hands are passed over.
 */
export async function listDueHeld(tx: Db, now: number, limit: number): Promise<DueHeld[]> {
  const { by, name, rowsOf } = engineOf(tx)
  const { rows: first } = await sql<{ id: number }>`
    select d.subscriber_id as id from announcements a
    cross join deliveries d ${by('deliveries_held')}
    where a.done_at is null and d.announcement_id = a.id and d.state = 'held' and d.due_at <= ${now}
    limit ${limit}`.execute(tx)
  if (!first.length) return []
  const ids = [...new Set(first.map(({ id }) => Number(id)))]
  const asked = rowsOf(JSON.stringify(ids.map((id) => [id])), { id: 'bigint' })
  const lock = name === 'postgres' ? sql`for update of d skip locked` : sql``
  const { rows } = await sql<DueHeld>`
    select d.announcement_id, d.subscriber_id, d.channel, d.attempts, a.occasion, a.kind,
      a.created_at as said_at, p.peak_impact, p.starts_at,
      case when a.paused_at is not null or a.cancelled_at is not null then 1 else 0 end as stopped,
      case when exists (select 1 from subscriber_posts w where w.post_id = a.post_id
        and w.subscriber_id = d.subscriber_id and w.wish = 'mute') then 1 else 0 end as muted,
      case when exists (select 1 from announcements e
        join deliveries l on l.announcement_id = e.id and l.subscriber_id = d.subscriber_id
        where e.post_id = a.post_id and e.id > a.id and l.state <> 'cancelled') then 1 else 0 end as overtaken
    from ${asked} as asked
    cross join (select * from announcements a where ${isDue(tx, now)}) as a
    cross join deliveries d
    left join posts p on p.id = a.post_id
    where d.announcement_id = a.id and d.subscriber_id = asked.id
      and d.state || '' = 'held' and d.due_at <= ${now}
    order by d.subscriber_id, d.announcement_id limit ${limit + 1} ${lock}`.execute(tx)
  return wholeReaders(rows, limit)
}

/** Nobody's last ones are torn off, but where one reader alone has more than fits. */
function wholeReaders(rows: DueHeld[], limit: number): DueHeld[] {
  if (rows.length <= limit) return rows
  const last = rows.at(-1)?.subscriber_id
  const whole = rows.filter((row) => row.subscriber_id !== last)
  return whole.length ? whole : rows
}

export type Reader = Pick<
  SubscriberRow,
  | 'id'
  | 'channel'
  | 'country'
  | 'time_zone'
  | 'confirmed_at'
  | 'ended_at'
  | 'rhythm'
  | 'digest_minute'
  | 'digest_day'
  | 'quiet_from'
  | 'quiet_until'
  | 'breaks_through'
  | 'paused_until'
>

/** When subscribers want to hear, by their id. */
export async function findReaders(db: Db, ids: number[]): Promise<Map<number, Reader>> {
  if (!ids.length) return new Map()
  const asked = engineOf(db).rowsOf(JSON.stringify(ids.map((id) => [id])), { id: 'bigint' })
  const { rows } = await sql<Reader>`
    select id, channel, country, time_zone, confirmed_at, ended_at, rhythm, digest_minute, digest_day,
      quiet_from, quiet_until, breaks_through, paused_until
    from subscribers where id in (select id from ${asked} as asked)`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** What becomes of a held delivery. */
export interface Move {
  announcementId: number
  subscriberId: number
  state: 'held' | 'pending' | 'retry' | 'superseded' | 'suppressed'
  dueAt: number
  /** The digest that tells it. */
  digestId: number | null
}

/** Moves held deliveries on; one that has left this state meanwhile stays where it is. */
export async function moveHeld(tx: Db, moves: Move[]): Promise<void> {
  const rows = engineOf(tx).rowsOf(
    JSON.stringify(
      moves.map((one) => [one.announcementId, one.subscriberId, one.state, one.dueAt, one.digestId]),
    ),
    { announcement: 'bigint', subscriber: 'bigint', becomes: 'text', due: 'bigint', digest: 'bigint' },
  )
  await sql`
    update deliveries set state = r.becomes, due_at = r.due, digest_id = r.digest from ${rows} as r
    where deliveries.announcement_id = r.announcement and deliveries.subscriber_id = r.subscriber
      and deliveries.state || '' = 'held'`.execute(tx)
}

/** Of what was let go now, nobody can say that it is old news of a sender that died (F12). */
export async function noteReleased(tx: Db, announcementIds: number[], now: number): Promise<void> {
  if (announcementIds.length)
    await tx
      .updateTable('announcements')
      .set({ released_at: now })
      .where('id', 'in', announcementIds)
      .execute()
}
