import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'

/** How many of the newest announcements are looked at: each went to one person at least. */
const NEWEST = 1_000

/** The newest announcements since an instant, and how many of each were handed over or refused, the newest first. */
export async function listHandedOver(
  db: Db,
  channel: Channel,
  since: number,
): Promise<{ at: number; count: number }[]> {
  const { rows } = await sql<{ at: number; count: number }>`
    select a.created_at as at, sum(t.count) as count
    from (select id, created_at from announcements where created_at >= ${since}
      order by id desc limit ${sql.lit(NEWEST)}) a
    join tallies t on t.announcement_id = a.id and t.channel = ${channel} and t.state in ('sent', 'failed')
    group by a.id, a.created_at order by a.id desc`.execute(db)
  return rows.map(({ at, count }) => ({ at: Number(at), count: Number(count) }))
}

/** How many addresses of a channel were found not to exist since an instant. */
export async function countBounced(db: Db, channel: Channel, since: number): Promise<number> {
  const row = await db
    .selectFrom('suppressions')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('channel', '=', channel)
    .where('at', '>=', since)
    .where('reason', '!=', 'complaint')
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** How many people of a channel have called our messages unwanted since an instant. */
export async function countComplaints(db: Db, channel: Channel, since: number): Promise<number> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('channel', '=', channel)
    .where('ended_at', '>=', since)
    .where('ended_by', '=', 'complaint')
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Pauses the releases that are under way on a channel and that staff have not let go on since `since`. Returns their ids. */
export async function pauseReleases(
  db: Db,
  channel: Channel,
  { since, now }: { since: number; now: number },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update announcements set paused_at = ${now}, pause_reason = 'rates'
    where priority = 3 and occasion <> 'digest' and done_at is null and cancelled_at is null and paused_at is null
      and (resumed_at is null or resumed_at < ${since}) and channels like ${`%"${channel}"%`}
    returning id`.execute(db)
  return rows.map(({ id }) => Number(id))
}
