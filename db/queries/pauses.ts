import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'
import type { PauseRow } from '../schema.ts'

/** Several in flight are refused for the same reason: each moves the end of the pause a little. */
const SAID_TWICE = 60_000

/** What must not be sent to now, with the reason that staff read. */
export function listPauses(db: Db, now: number): Promise<PauseRow[]> {
  return db.selectFrom('pauses').selectAll().where('until', '>', now).orderBy('at').execute()
}

/** Stops a destination, or with an empty one the whole channel, until an instant; a later word replaces an earlier one. */
export async function pauseSending(
  db: Db,
  pause: { channel: Channel; destination: string; until: number; reason: string; at: number },
): Promise<void> {
  await db
    .insertInto('pauses')
    .values(pause)
    .onConflict((oc) =>
      oc
        .columns(['channel', 'destination'])
        .doUpdateSet({ until: pause.until, reason: pause.reason, at: pause.at }),
    )
    .execute()
}

/** Lets a destination or a channel send again before its time. Returns until when it was paused; undefined: it was not. */
export async function endPause(db: Db, channel: Channel, destination: string): Promise<number | undefined> {
  const row = await db
    .deleteFrom('pauses')
    .where('channel', '=', channel)
    .where('destination', '=', destination)
    .returning('until')
    .executeTakeFirst()
  return row && Number(row.until)
}

/** Makes the next 2,000 due at once of what was put off until then, give or take what is said twice. Returns how many. */
export async function bringForward(db: Db, channel: Channel, until: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries set due_at = 0
    where state in ('pending', 'retry') and (announcement_id, subscriber_id) in (
      select d.announcement_id, d.subscriber_id from announcements a
      cross join deliveries d
      where a.done_at is null and d.announcement_id = a.id and d.channel = ${channel}
        and d.state in ('pending', 'retry') and d.due_at > ${until - SAID_TWICE} and d.due_at <= ${until}
      limit 2000)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** The last pause of a destination, or with an empty one of the channel, over or not. */
export function findPause(db: Db, channel: Channel, destination: string): Promise<PauseRow | undefined> {
  return db
    .selectFrom('pauses')
    .selectAll()
    .where('channel', '=', channel)
    .where('destination', '=', destination)
    .executeTakeFirst()
}
