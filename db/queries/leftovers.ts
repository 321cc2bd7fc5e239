import { sql } from 'kysely'
import { type Db, engineOf, transact } from '../open.ts'
import { followDigests } from './digest-ends.ts'
import type { Key } from './digests.ts'
import { BY_KEY, IS_WAITING, keysOf } from './keys.ts'
import { standAgain, takeTurnsOvertaking } from './stand-again.ts'

/** Rows changed at once: each costs its triggers some ten microseconds, and nobody is to wait 50 ms for it (F14). */
const CHUNK = 2_000
/** Looking through the open rows of an announcement is worth it when so few are left. */
const FEW = 2_000

/** Announcements that were stopped and are not through: something of them may wait still, or again. */
export async function listCancelled(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('announcements')
    .select('id')
    .where('done_at', 'is', null)
    .where('cancelled_at', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => Number(row.id))
}

/**
 * Takes back the next `limit` of what waits of a stopped announcement; whoever was left to it hears the earlier news after
 * all. Returns how many: 0 when nothing waits any more.
 */
export function cancelWaiting(db: Db, announcementId: number, limit = CHUNK): Promise<number> {
  return transact(db, async (tx) => {
    await takeTurnsOvertaking(tx)
    const waiting = await listWaiting(tx, announcementId, limit)
    if (!waiting.length) return 0
    const { rows } = await sql<{ id: number }>`
      update deliveries set state = 'cancelled'
      from ${keysOf(
        tx,
        announcementId,
        waiting.map(({ id }) => Number(id)),
      )} where ${BY_KEY} and ${IS_WAITING} returning subscriber_id as id`.execute(tx)
    const ids = rows.map(({ id }) => Number(id))
    if (ids.length) await standAgain(tx, announcementId, ids)
    return waiting.length
  })
}

async function listWaiting(tx: Db, announcementId: number, limit: number): Promise<{ id: number }[]> {
  const { by } = engineOf(tx)
  const { rows } = await sql<{ id: number }>`
    select subscriber_id as id from deliveries ${by('deliveries_due')}
    where announcement_id = ${announcementId} and state in ('pending', 'retry') limit ${limit}`.execute(tx)
  if (rows.length) return rows
  const { rows: held } = await sql<{ id: number }>`
    select subscriber_id as id from deliveries ${by('deliveries_held')}
    where announcement_id = ${announcementId} and state = 'held' limit ${limit}`.execute(tx)
  return held
}

// A cross join is taken in the order in which it stands: from the few announcements to their open rows, never the
// other way round through a million of them.

/** Announcements that are written out and of which only a few deliveries are open still, besides those that are held. */
const NEARLY_DONE = sql`
  select a.id, a.post_id from announcements a
  where a.done_at is null and a.priority > 0 and a.expanded_at is not null
    and (select sum(case when t.state = 'open' then t.count else -t.count end) from tallies t
      where t.announcement_id = a.id and t.state in ('open', 'held'))
      between 1 and ${sql.lit(FEW)}`

/**
 * What waits although a later announcement of the same post has its own delivery for this subscriber is told by that.
 * A net: a later announcement supersedes as it is written out; this finds what came back to waiting afterwards.
 */
export function supersedeOvertaken(db: Db): Promise<void> {
  return transact(db, async (tx) => {
    await takeTurnsOvertaking(tx)
    await sql`
      update deliveries set state = 'superseded'
      where state in ('pending', 'retry') and (announcement_id, subscriber_id) in (
        select d.announcement_id, d.subscriber_id from (${NEARLY_DONE}) a
        cross join deliveries d
        where d.announcement_id = a.id and d.state in ('pending', 'retry') and exists (
          select 1 from announcements e
          join deliveries p on p.announcement_id = e.id and p.subscriber_id = d.subscriber_id
          where e.post_id = a.post_id and e.id > a.id and p.state <> 'cancelled'))`.execute(tx)
  })
}

/** Waiting deliveries whose subscriber is gone, suppressed or in quarantine, as a net under the verbs that do it at once. */
export async function suppressGone(db: Db): Promise<void> {
  await transact(db, async (tx) => {
    const { rows } = await sql<Key>`
    update deliveries set state = 'suppressed'
    where state in ('pending', 'retry') and (announcement_id, subscriber_id) in (
      select d.announcement_id, d.subscriber_id from (${NEARLY_DONE}) a
      cross join deliveries d
      left join subscribers s on s.id = d.subscriber_id
      where d.announcement_id = a.id and d.state in ('pending', 'retry')
        and (s.id is null or s.ended_at is not null
          or (s.quarantined_until is not null and coalesce(s.probe_in, 0) <> d.announcement_id)
          or exists (select 1 from suppressions x where x.address_hash = s.address_hash)))
    returning announcement_id, subscriber_id`.execute(tx)
    await followDigests(tx, rows)
  })
  await sql`
    update deliveries set state = 'suppressed'
    where state in ('pending', 'retry') and (announcement_id, subscriber_id) in (
      select d.announcement_id, d.subscriber_id from announcements a
      cross join deliveries d
      join subscribers s on s.id = d.subscriber_id
      join suppressions x on x.address_hash = s.address_hash
      where a.priority = 0 and a.done_at is null and x.reason <> 'erased'
        and d.announcement_id = a.id and d.state in ('pending', 'retry')
      limit ${sql.lit(CHUNK)})`.execute(db)
}

/** Closes announcements that are expanded (or cancelled) and have nothing open any more. Returns their ids. */
export function finishAnnouncements(db: Db, now: number): Promise<number[]> {
  return transact(db, async (tx) => {
    await takeTurnsOvertaking(tx)
    const { rows } = await sql<{ id: number }>`
      update announcements set done_at = ${now}
      where done_at is null and (expanded_at is not null or cancelled_at is not null)
        and not exists (select 1 from tallies t where t.announcement_id = announcements.id and t.state = 'open'
          group by t.announcement_id having sum(t.count) > 0)
      returning id`.execute(tx)
    return rows.map((row) => Number(row.id))
  })
}
