import { type ExpressionBuilder, sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'
import type { AnnouncementRow, Schema } from '../schema.ts'
import { updateAnnouncement } from './announcements.ts'
import { type Audience, wants } from './audience.ts'
import { mayBeKept } from './held.ts'
import { BY_KEY, IS_WAITING, keysOf } from './keys.ts'
import { beginProbes } from './refusals.ts'
import { takeTurnsOvertaking } from './stand-again.ts'

/** How long a message that probes whether a quarantine may end can be under way before the next one does. */
const PROBE_TIME = 86_400_000

/** Who wants it, and is neither suppressed nor in a quarantine that lasts. */
function belongs(audience: Audience, now: number) {
  return (eb: ExpressionBuilder<Schema, 'subscribers'>) =>
    eb.and([
      wants(audience, now)(eb),
      eb.or([eb('quarantined_until', 'is', null), eb('quarantined_until', '<=', now)]),
      eb.not(eb.exists(suppressed(eb))),
    ])
}

function suppressed(eb: ExpressionBuilder<Schema, 'subscribers'>) {
  return eb
    .selectFrom('suppressions as x')
    .select('x.address_hash')
    .whereRef('x.address_hash', '=', 'subscribers.address_hash')
}

/**
 * Gives the next `size` subscribers of the audience among the next `window` ids their delivery, moves the cursor, and supersedes what an
 * earlier announcement of the same post still has waiting for them. Rows and cursor move in the one transaction of the
 * caller. Returns how many rows were made, and whether that was the last chunk.
 */
export async function expandChunk(
  tx: Db,
  announcement: AnnouncementRow,
  audience: Audience,
  { size, window }: { size: number; window: number },
  now: number,
): Promise<{ made: number; last: boolean }> {
  const { id, cursor: from, audience_max_id } = announcement
  const end = Math.min(audience_max_id, from + window)
  const next = tx
    .selectFrom('subscribers')
    .where('subscribers.id', '>', from)
    .where('subscribers.id', '<=', end)
    .where(belongs(audience, now))
    .orderBy('subscribers.id')
    .limit(size)
  const made = await tx
    .insertInto('deliveries')
    .columns(['announcement_id', 'subscriber_id', 'channel', 'state', 'attempts', 'due_at'])
    .expression(
      next.select([
        sql.lit(id).as('announcement_id'),
        'subscribers.id',
        'subscribers.channel',
        // Whose hours may keep it: looked at by the clock of their zone, at once.
        sql<string>`case when ${mayBeKept('subscribers', audience.kind)} then 'held' else 'pending' end`.as(
          'state',
        ),
        sql.lit(0).as('attempts'),
        // Due whatever the clock says: one that is set back keeps nobody waiting.
        sql.lit(0).as('due_at'),
      ]),
    )
    .onConflict((oc) => oc.columns(['announcement_id', 'subscriber_id']).doNothing())
    .returning(['subscriber_id as id', 'channel', 'state'])
    .execute()
  // Fewer than a chunk: nobody is left, or some had their row before. Only looking tells.
  const reached = made.length === size ? made : await next.select('subscribers.id').execute()
  const through = reached.length < size
  const cursor = reached.reduce((most, one) => Math.max(most, Number(one.id)), through ? end : from)
  const last = through && end === audience_max_id
  const open: { channel: string; state: string; count: number }[] = []
  for (const [channel, some] of Map.groupBy(made, ({ channel }) => channel)) {
    open.push({ channel, state: 'open', count: some.length })
    const held = some.filter(({ state }) => state === 'held').length
    if (held) open.push({ channel, state: 'held', count: held })
  }
  await engineOf(tx).addTallies(
    tx,
    open.map((one) => ({ announcement_id: id, ...one })),
  )
  if (reached.length) await supersede(tx, announcement, cursor)
  await beginProbes(tx, id, { from: from + 1, to: cursor }, { now, until: now + PROBE_TIME })
  await updateAnnouncement(tx, id, { cursor, ...(last ? { expanded_at: now } : {}) })
  return { made: made.length, last }
}

/**
 * What earlier announcements of the same post have still waiting for those of this chunk is told by this one; and what
 * this one has for those whom a later one tells, since it was paused meanwhile, by that.
 */
async function supersede(tx: Db, announcement: AnnouncementRow, cursor: number): Promise<void> {
  const listOthers = () =>
    tx
      .selectFrom('announcements')
      .select(['id', 'done_at', 'cursor'])
      .where('post_id', '=', announcement.post_id)
      .where('id', '!=', announcement.id)
      .execute()
  if (!(await listOthers()).length) return
  await takeTurnsOvertaking(tx)
  // Read again: one that was closed may stand again meanwhile.
  const others = await listOthers()
  for (const { id, done_at, cursor: told } of others) {
    const pair =
      id > announcement.id
        ? { older: announcement.id, newer: id, any: told > announcement.cursor }
        : { older: id, newer: announcement.id, any: done_at === null }
    if (!pair.any) continue
    const { rows } = await sql<{ id: number }>`
      select subscriber_id as id from deliveries
      where announcement_id = ${pair.newer} and state <> 'cancelled'
        and subscriber_id > ${announcement.cursor} and subscriber_id <= ${cursor}`.execute(tx)
    const keys = keysOf(
      tx,
      pair.older,
      rows.map(({ id }) => Number(id)),
    )
    await sql`update deliveries set state = 'superseded' from ${keys} where ${BY_KEY} and ${IS_WAITING}`.execute(
      tx,
    )
  }
}
