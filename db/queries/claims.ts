import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { type Db, engineOf, takeTurns, transact } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'

export interface Round {
  channel: Channel
  owner: string
  leaseUntil: number
  limit: number
  now: number
  /** Nothing less urgent than this; left out: everything. */
  least?: number
}

/** A claimed delivery with the urgency of what it tells. */
export type ClaimedRow = DeliveryRow & { priority: number }
/**
 * Of what a round has left, the share of each priority, one after the other: account mail is never crowded out, the
 * most urgent news has most of the line, and what is below it still moves (F9). What nobody took goes round again.
 */
const SHARES = [
  [0, 0.25],
  [1, 0.8],
  [2, 0.8],
  [3, 1],
  [2, 1],
  [1, 1],
  [0, 1],
] as const

/**
 * One batch of due deliveries for one owner, durable before the first byte leaves, the most urgent first. Rounds on a
 * channel take turns: two at once, each on what it saw of the other's rows before, could claim two updates of a post
 * for one reader. Empty when nothing is due, and then nothing is written.
 */
export async function claimRound(db: Db, round: Round): Promise<ClaimedRow[]> {
  if (round.limit < 1 || !(await listDuePriorities(db, round)).length) return []
  return transact(db, async (tx) => {
    await takeTurns(tx, `claim:${round.channel}`)
    const due = await listDuePriorities(tx, round)
    const claim = await insertClaim(tx, round)
    const rows: ClaimedRow[] = []
    for (const [priority, share] of SHARES) {
      const limit = Math.ceil((round.limit - rows.length) * share)
      if (limit > 0 && due.includes(priority))
        rows.push(...(await claimDue(tx, { ...round, priority, limit, claim })))
    }
    if (!rows.length) await tx.deleteFrom('claims').where('id', '=', claim).execute()
    return rows
  })
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
] as const satisfies readonly (keyof DeliveryRow)[]

/** Announcements that may send now. One from the future was made before the clock was set back: it has been held enough. */
const RUNNING = (now: number) =>
  sql`a.done_at is null and a.cancelled_at is null and a.paused_at is null
    and (a.hold_until <= ${now} or a.created_at > ${now})`

async function listDuePriorities(db: Db, { channel, now, least = 3 }: Round): Promise<number[]> {
  const { rows } = await sql<{ priority: number }>`
    select distinct a.priority from announcements a
    where a.priority <= ${least} and ${RUNNING(now)} and exists (
      select 1 from deliveries d where d.announcement_id = a.id and d.channel = ${channel}
        and d.state in ('pending', 'retry') and d.due_at <= ${now})`.execute(db)
  return rows.map((row) => Number(row.priority))
}

/** Opens a batch of claims. Returns its id, which fences the results of all in it. */
export async function insertClaim(db: Db, { owner, channel, now, leaseUntil }: Omit<Round, 'limit'>) {
  const row = await db
    .insertInto('claims')
    .values({ owner, channel, at: now, lease_until: leaseUntil })
    .returning('id')
    .executeTakeFirstOrThrow()
  return Number(row.id)
}

/**
 * Claims due deliveries of one priority into a batch. Whoever has left, is suppressed or in quarantine is passed over in the same
 * statement. So is, of the same post, what must wait for an earlier announcement in flight or unknown, and what a later
 * one has overtaken: nobody hears an older state after a newer one (F8). Priority 0 is account mail, which may go to
 * people who are not (yet) subscribers; the others only to those who are.
 */
export async function claimDue(
  db: Db,
  claim: { priority: number; channel: Channel; claim: number; limit: number; now: number },
): Promise<ClaimedRow[]> {
  const guard =
    claim.priority === 0
      ? sql`(s.id is null or not exists (select 1 from suppressions x where x.address_hash = s.address_hash))`
      : sql`s.confirmed_at is not null and s.ended_at is null and (s.quarantined_until is null or s.probe_in = a.id)
          and not exists (select 1 from suppressions x where x.address_hash = s.address_hash)`
  const lock = engineOf(db).name === 'postgres' ? sql`for update of d skip locked` : sql``
  const { rows } = await sql<DeliveryRow>`
    with due as materialized (
      select d.announcement_id, d.subscriber_id
      from announcements a
      cross join deliveries d
      left join subscribers s on s.id = d.subscriber_id
      where a.priority = ${claim.priority} and ${RUNNING(claim.now)}
        and d.announcement_id = a.id
        and d.channel = ${claim.channel}
        and d.state in ('pending', 'retry')
        and d.due_at <= ${claim.now}
        and ${guard}
        and not exists (
          select 1 from announcements e
          join deliveries p on p.announcement_id = e.id and p.subscriber_id = d.subscriber_id
          where e.post_id = a.post_id and e.id <> a.id
            and ((e.id < a.id and p.state in ('claimed', 'unknown')) or (e.id > a.id and p.state <> 'cancelled')))
      order by a.id
      limit ${claim.limit}
      ${lock})
    update deliveries
    set state = 'claimed', claim = ${claim.claim}, first_at = coalesce(first_at, ${claim.now})
    from due
    where deliveries.announcement_id = due.announcement_id and deliveries.subscriber_id = due.subscriber_id
    returning ${sql.join(COLUMNS.map((column) => sql.ref(`deliveries.${column}`)))}`.execute(db)
  return rows.map((row) => Object.assign(row, { priority: claim.priority }))
}

/** Extends the claims of a living owner, and forgets those of which everything has come to an end. */
export async function renewClaims(db: Db, owner: string, leaseUntil: number): Promise<void> {
  await sql`delete from claims where owner = ${owner} and not exists (
    select 1 from deliveries d where d.state = 'claimed' and d.claim = claims.id)`.execute(db)
  await db.updateTable('claims').set({ lease_until: leaseUntil }).where('owner', '=', owner).execute()
}

/**
 * Takes back claims whose owner is dead, or left no trace and let them lapse; a clock stepped forward takes nothing from
 * the living. Mail goes back to waiting: its Message-ID makes a repeat harmless. A text message may have left: it becomes
 * unknown, to be looked for before anything is sent. Returns how many deliveries were freed.
 */
export function freeClaims(
  db: Db,
  whose: { owner: string } | { lapsedBefore: number },
  now: number,
): Promise<number> {
  const theirs =
    'owner' in whose
      ? sql`owner = ${whose.owner}`
      : sql`lease_until < ${whose.lapsedBefore}
    and not exists (select 1 from instances i where i.id = claims.owner)`
  return transact(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`select id from claims where ${theirs}`.execute(tx)
    let freed = 0
    for (const { id } of rows) {
      freed += await freeClaim(tx, id, now)
      await tx.deleteFrom('claims').where('id', '=', id).execute()
    }
    return freed
  })
}

async function freeClaim(tx: Db, id: number, now: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries set claim = null,
      state = case when channel = 'sms' then 'unknown' else 'pending' end,
      due_at = case when channel = 'sms' then cast(${now + 120_000} as bigint) else 0 end
    where state = 'claimed' and claim = ${id}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
