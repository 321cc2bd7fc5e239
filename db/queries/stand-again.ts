import { sql } from 'kysely'
import { LOOKED_FOR } from '#src/channels/index.ts'
import { type Db, takeTurns } from '../open.ts'
import { isKept } from './held.ts'
import { BY_KEY, keysOf } from './keys.ts'

/**
 * Inside a transaction: whoever decides by deliveries of a later announcement what becomes of those of an earlier one
 * takes turns with the others who do. Two at once, each on what it saw before, could leave somebody to neither.
 */
export function takeTurnsOvertaking(tx: Db): Promise<void> {
  return takeTurns(tx, 'overtaking')
}

/** What leaves no doubt that nobody has it: the last word of a carrier would be another. */
const NOT_HEARD_OF = sql`(outcome is null or outcome in ('unknown', 'recipient', 'throttle'))`

/**
 * For subscribers whom a stopped announcement does not tell any more: the newest earlier one of the post that was not
 * stopped and had left them to later ones tells them after all, at once, and is open again. Nobody hears an older state
 * after a newer one: whoever has, or may have, anything later keeps what they have (a mail that nobody answered for may
 * have come; a text waits only when it is known not to have). A text that may have left is looked for first (S3). What was stopped itself meanwhile is cancelled on the way.
 */
export async function standAgain(tx: Db, stopped: number, subscriberIds: number[]): Promise<void> {
  const { rows: all } = await sql<{
    id: number
    kind: string | null
    cancelled_at: number | null
    left_to_later: number
  }>`
    select a.id, a.kind, a.cancelled_at, coalesce((select sum(t.count) from tallies t
      where t.announcement_id = a.id and t.state = 'superseded'), 0) as left_to_later
    from announcements a
    where a.post_id = (select post_id from announcements where id = ${stopped}) order by a.id desc`.execute(
    tx,
  )
  const lookedFor = sql.join(LOOKED_FOR)
  for (const { id, kind, cancelled_at, left_to_later } of all) {
    if (Number(id) >= stopped || Number(left_to_later) < 1) continue
    const later = sql.join(all.map((one) => Number(one.id)).filter((other) => other > Number(id)))
    const state =
      cancelled_at === null
        ? sql`case when channel in (${lookedFor}) and looks is not null then 'unknown'
            when ${isKept(kind)} then 'held' else 'pending' end`
        : sql`'cancelled'`
    const { numAffectedRows } = await sql`
      update deliveries set state = ${state}, due_at = 0, digest_id = null
      from ${keysOf(tx, Number(id), subscriberIds)}
      where ${BY_KEY} and deliveries.state || '' = 'superseded' and ${NOT_HEARD_OF}
        and (select count(*) from deliveries p
          where p.announcement_id in (${later}) and p.subscriber_id = deliveries.subscriber_id
            and (p.state <> 'cancelled' or (p.channel not in (${lookedFor}) and p.looks is not null))) = 0`.execute(
      tx,
    )
    // Also one that is open: whoever is about to close it, on what they saw before, has done so by now or comes after us.
    if (numAffectedRows && cancelled_at === null)
      await tx.updateTable('announcements').set({ done_at: null }).where('id', '=', id).execute()
  }
}
