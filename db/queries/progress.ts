import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { byChannel } from '#src/channels/index.ts'
import { DELIVERY_STATES, type DeliveryState, type Tally } from '#src/deliveries/delivery.ts'
import { type Db, engineOf } from '../open.ts'

/**
 * How the deliveries of announcements stand, by announcement and channel; their sum is its recipients. They come
 * from the counters that triggers keep, except what is in flight, a few thousand at most, which an index knows: what it
 * costs does not grow with the number of recipients, nor with how many wait for another try.
 */
export async function tally(db: Db, announcementIds: number[]): Promise<Map<number, Record<Channel, Tally>>> {
  const tallies = new Map<number, Record<Channel, Tally>>()
  for (const id of announcementIds) tallies.set(id, byChannel(emptyTally))
  if (!announcementIds.length) return tallies
  const ids = sql.join(announcementIds)
  const { by } = engineOf(db)
  // One statement, so that all counts are of one instant.
  const { rows } = await sql<{ id: number; channel: Channel; state: DeliveryState | 'open'; count: number }>`
    select announcement_id as id, channel, state, sum(count) as count
    from tallies where announcement_id in (${ids}) group by announcement_id, channel, state
    union all
    select announcement_id, channel, state, count(*) from deliveries ${by('deliveries_in_flight')}
    where state = 'claimed' and announcement_id in (${ids}) group by announcement_id, channel, state`.execute(
    db,
  )
  for (const { id, channel, state, count } of rows) {
    const of = tallies.get(id)?.[channel]
    if (!of) continue
    of[state === 'open' ? 'pending' : state] += Number(count)
    // Open ones that stand elsewhere are not pending.
    if (['retry', 'unknown', 'claimed', 'held'].includes(state)) of.pending -= Number(count)
  }
  return tallies
}

function emptyTally(): Tally {
  return Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])) as Tally
}

/** The first and last instant at which an announcement was handed over, and to how many. */
export async function sentSpan(
  db: Db,
  announcementId: number,
): Promise<{ first: number; last: number; sent: number } | undefined> {
  const row = await db
    .selectFrom('announcements')
    .select(['first_sent_at as first', 'last_sent_at as last'])
    .select((eb) =>
      eb
        .selectFrom('tallies')
        .select((counts) => counts.fn.sum('count').as('sent'))
        .where('announcement_id', '=', announcementId)
        .where('state', '=', 'sent')
        .as('sent'),
    )
    .where('id', '=', announcementId)
    .executeTakeFirst()
  if (row?.first == null || row.last == null) return undefined
  return { first: row.first, last: row.last, sent: Number(row.sent ?? 0) }
}

/** How many on a channel have not been told of what runs or is paused, but for those whose own hours keep it. */
export async function countWaiting(db: Db, channel: Channel): Promise<number> {
  const row = await db
    .selectFrom('tallies as t')
    .innerJoin('announcements as a', 'a.id', 't.announcement_id')
    .select(sql<number>`sum(case when t.state = 'open' then t.count else -t.count end)`.as('count'))
    .where('a.done_at', 'is', null)
    .where('a.cancelled_at', 'is', null)
    .where('a.post_id', 'is not', null)
    .where('t.channel', '=', channel)
    .where('t.state', 'in', ['open', 'held'])
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
