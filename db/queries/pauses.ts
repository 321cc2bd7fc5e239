import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'
import type { PauseRow } from '../schema.ts'

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

/** Lets a destination or a channel send again before its time. Returns whether it was paused. */
export async function endPause(db: Db, channel: Channel, destination: string): Promise<boolean> {
  const result = await db
    .deleteFrom('pauses')
    .where('channel', '=', channel)
    .where('destination', '=', destination)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
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
