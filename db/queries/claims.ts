import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { LOOKED_FOR } from '#src/channels/index.ts'
import { type Db, takeTurns, transact } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { WITH_ITS_DIGEST } from './digests.ts'
import { type Claim, claimDigests, claimLetters, claimNews, type Due, listDue } from './due.ts'

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
  if (round.limit < 1 || !(await listDue(db, round)).length) return []
  return transact(db, async (tx) => {
    await takeTurns(tx, `claim:${round.channel}`)
    const due = Map.groupBy(await listDue(tx, round), ({ priority }) => priority)
    const claim = await insertClaim(tx, round)
    const rows: ClaimedRow[] = []
    for (const [priority, share] of SHARES) {
      const limit = Math.ceil((round.limit - rows.length) * (due.size === 1 ? 1 : share))
      const of = due.get(priority)
      if (of && limit > 0) rows.push(...(await claimOf(tx, of, { ...round, limit, claim, priority })))
    }
    if (!rows.length) await tx.deleteFrom('claims').where('id', '=', claim).execute()
    return rows
  })
}

/** Of announcements of one priority, the eldest first; all account mail is one. */
async function claimOf(tx: Db, due: Due[], claim: Claim & { priority: number }): Promise<ClaimedRow[]> {
  const rows: DeliveryRow[] = []
  if (claim.priority === 0) rows.push(...(await claimLetters(tx, due, claim)))
  else
    for (const announcement of due) {
      if (rows.length >= claim.limit) break
      const claimFrom = announcement.occasion === 'digest' ? claimDigests : claimNews
      rows.push(...(await claimFrom(tx, announcement, { ...claim, limit: claim.limit - rows.length })))
    }
  return rows.map((row) => Object.assign(row, { priority: claim.priority }))
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

/** Extends the claims of a living owner, and forgets those of which everything has come to an end. */
export async function renewClaims(db: Db, owner: string, leaseUntil: number): Promise<void> {
  await sql`delete from claims where owner = ${owner} and not exists (
    select 1 from deliveries d where d.state = 'claimed' and d.claim = claims.id)`.execute(db)
  await db.updateTable('claims').set({ lease_until: leaseUntil }).where('owner', '=', owner).execute()
}

/**
 * Takes back claims whose owner is dead, or left no trace and let them lapse; a clock stepped forward takes nothing from
 * the living. Mail goes back to waiting: its Message-ID makes a repeat harmless. A text message may have left: it becomes
 * unknown, to be looked for before anything is sent; so on every channel by what it says of itself. A batch at a time, so that nobody waits long for the writer: what a
 * crash leaves is still claimed by the dead. Returns how many deliveries were freed.
 */
export async function freeClaims(
  db: Db,
  whose: { owner: string } | { lapsedBefore: number },
  now: number,
): Promise<number> {
  const theirs =
    'owner' in whose
      ? sql`owner = ${whose.owner}`
      : sql`lease_until < ${whose.lapsedBefore}
    and not exists (select 1 from instances i where i.id = claims.owner)`
  const { rows } = await sql<{ id: number }>`select id from claims where ${theirs}`.execute(db)
  let freed = 0
  for (const { id } of rows) freed += await transact(db, (tx) => freeClaim(tx, id, now))
  return freed
}

/** Two at once free it once: whoever comes second finds it gone. `looks` as after an answer that did not come: it may have left. */
async function freeClaim(tx: Db, id: number, now: number): Promise<number> {
  await tx.deleteFrom('claims').where('id', '=', id).execute()
  const lookedFor = sql.join(LOOKED_FOR)
  const { numAffectedRows } = await sql`
    update deliveries set claim = null,
      looks = coalesce(looks, 0),
      state = case when channel in (${lookedFor}) then 'unknown' when digest_id is not null then 'held' else 'pending' end,
      due_at = case when digest_id is not null then cast(${WITH_ITS_DIGEST} as bigint)
        when channel in (${lookedFor}) then cast(${now + 120_000} as bigint) else 0 end
    where state = 'claimed' and claim = ${id}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
