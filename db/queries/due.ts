import { type RawBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { type Db, engineOf } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { claimParts } from './digests.ts'

// What is due is claimed announcement by announcement, found by code: no planner, whatever it believes of the table, has
// a reason to look at all that waits in order to take the first few hundred.

/** An announcement of which something is due. */
export interface Due {
  id: number
  priority: number
  occasion: string
  post_id: string | null
}

export interface Claim {
  channel: Channel
  claim: number
  limit: number
  now: number
}

const COLUMNS = [
  'announcement_id',
  'subscriber_id',
  'channel',
  'state',
  'attempts',
  'due_at',
  'first_at',
  'sent_at',
  'claim',
  'looks',
  'provider_id',
  'outcome',
  'code',
  'answer',
  'digest_id',
] as const satisfies readonly (keyof DeliveryRow)[]

/** Announcements that may send now. One from the future was made before the clock was set back: it has been held enough. */
const RUNNING = (now: number) =>
  sql`a.done_at is null and a.cancelled_at is null and a.paused_at is null
    and (a.hold_until <= ${now} or a.created_at > ${now})`

/** Of what something is due, the most urgent and eldest first. `least`: nothing less urgent than this. */
export async function listDue(
  db: Db,
  { channel, now, least = 3 }: { channel: Channel; now: number; least?: number },
): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select a.id, a.priority, a.occasion, a.post_id from announcements a
    where a.priority <= ${least} and ${RUNNING(now)} and exists (
      select 1 from deliveries d where d.announcement_id = a.id and d.channel = ${channel}
        and d.state in ('pending', 'retry') and d.due_at <= ${now})
    order by a.priority, a.id`.execute(db)
  return rows
}

const NOT_SUPPRESSED = sql`not exists (select 1 from suppressions x where x.address_hash = s.address_hash)`

/** Erased at their wish, which is no reason not to ask somebody who asks us. */
const MAY_BE_ASKED = sql`not exists (
  select 1 from suppressions x where x.address_hash = s.address_hash and x.reason <> 'erased')`

const IS_READER = (announcementId: number) => sql`s.confirmed_at is not null and s.ended_at is null
  and (s.quarantined_until is null or s.probe_in = ${announcementId}) and ${NOT_SUPPRESSED}`

/** Claims account mail into a batch: to anybody who is not suppressed, subscriber or not (yet). */
export function claimLetters(tx: Db, due: Due[], claim: Claim): Promise<DeliveryRow[]> {
  const ids = sql.join(due.slice(0, claim.limit).map(({ id }) => id))
  return take(tx, claim, sql`d.announcement_id in (${ids}) and (s.id is null or ${MAY_BE_ASKED})`)
}

/**
 * Claims deliveries of one announcement about a post into a batch. Whoever has left, is suppressed or in quarantine is
 * passed over in the same statement. So is what must wait for an earlier announcement of the post in flight or unknown,
 * and what a later one has overtaken: nobody hears an older state after a newer one (F8).
 */
export async function claimNews(tx: Db, { id, post_id }: Due, claim: Claim): Promise<DeliveryRow[]> {
  const others = await tx
    .selectFrom('announcements')
    .select('id')
    .where('post_id', '=', post_id)
    .where('id', '!=', id)
    .execute()
  const of = (which: (other: number) => boolean, states: RawBuilder<unknown>) => {
    const ids = others.map((other) => Number(other.id)).filter(which)
    return ids.length
      ? sql`and not exists (select 1 from deliveries p
          where p.announcement_id in (${sql.join(ids)}) and p.subscriber_id = d.subscriber_id and p.state ${states})`
      : sql``
  }
  return take(
    tx,
    claim,
    sql`d.announcement_id = ${id}
      and ${IS_READER(id)}
      ${of((other) => other < id, sql`in ('claimed', 'unknown')`)}
      ${of((other) => other > id, sql`<> 'cancelled'`)}`,
  )
}

/** Of a digest nothing is in flight, or unknown, that would be older than what it says of the same post (F8). */
const NOTHING_EARLIER_UNDER_WAY = sql`not exists (
  select 1 from deliveries q
  join announcements a on a.id = q.announcement_id
  join announcements e on e.post_id = a.post_id and e.id < a.id
  join deliveries p on p.announcement_id = e.id and p.subscriber_id = q.subscriber_id
    and p.state in ('claimed', 'unknown')
  where q.digest_id = d.announcement_id and q.subscriber_id = d.subscriber_id and q.state = 'held')`

/** Claims digests into a batch, and their parts with them. */
export async function claimDigests(tx: Db, { id }: Due, claim: Claim): Promise<DeliveryRow[]> {
  const rows = await take(
    tx,
    claim,
    sql`d.announcement_id = ${id} and ${IS_READER(id)} and ${NOTHING_EARLIER_UNDER_WAY}`,
  )
  await claimParts(tx, rows, claim.claim)
  return rows
}

async function take(tx: Db, claim: Claim, which: RawBuilder<unknown>): Promise<DeliveryRow[]> {
  const lock = engineOf(tx).name === 'postgres' ? sql`for update of d skip locked` : sql``
  const { rows } = await sql<DeliveryRow>`
    with due as materialized (
      select d.announcement_id, d.subscriber_id
      from deliveries d left join subscribers s on s.id = d.subscriber_id
      where d.channel = ${claim.channel} and d.state in ('pending', 'retry') and d.due_at <= ${claim.now} and ${which}
      limit ${claim.limit}
      ${lock})
    update deliveries
    set state = 'claimed', claim = ${claim.claim}, first_at = coalesce(first_at, ${claim.now})
    from due
    where deliveries.announcement_id = due.announcement_id and deliveries.subscriber_id = due.subscriber_id
    returning ${sql.join(COLUMNS.map((column) => sql.ref(`deliveries.${column}`)))}`.execute(tx)
  return rows
}
