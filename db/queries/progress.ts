import type { Channel } from '#src/channels/channel.ts'
import { DELIVERY_STATES, type DeliveryState, type Tally } from '#src/deliveries/delivery.ts'
import type { Db } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'

/** How the deliveries of announcements stand, by announcement and channel. */
export async function tally(db: Db, announcementIds: number[]): Promise<Map<number, Record<Channel, Tally>>> {
  const tallies = new Map<number, Record<Channel, Tally>>()
  for (const id of announcementIds) tallies.set(id, { email: emptyTally(), sms: emptyTally() })
  if (!announcementIds.length) return tallies
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['announcement_id', 'channel', 'state', eb.fn.countAll().as('count')])
    .where('announcement_id', 'in', announcementIds)
    .groupBy(['announcement_id', 'channel', 'state'])
    .execute()
  for (const row of rows) {
    const of = tallies.get(row.announcement_id)
    if (of) of[row.channel as Channel][row.state as DeliveryState] = Number(row.count)
  }
  return tallies
}

function emptyTally(): Tally {
  return Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])) as Tally
}

export interface DeliveryListing extends DeliveryRow {
  /** Null when the subscriber has been erased, or it was not a subscriber. */
  address: string | null
}

/** Deliveries of an announcement with whom they went to, a page at a time by subscriber. */
export function listDeliveries(
  db: Db,
  announcementId: number,
  page: { afterSubscriber: number; limit: number; state?: DeliveryState },
): Promise<DeliveryListing[]> {
  let query = db
    .selectFrom('deliveries as d')
    .leftJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .selectAll('d')
    .select('s.address')
    .where('d.announcement_id', '=', announcementId)
    .where('d.subscriber_id', '>', page.afterSubscriber)
  if (page.state) query = query.where('d.state', '=', page.state)
  return query.orderBy('d.subscriber_id').limit(page.limit).execute()
}

/** The first and last instant at which an announcement was handed over. */
export async function sentSpan(
  db: Db,
  announcementId: number,
): Promise<{ first: number; last: number; sent: number } | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => [
      eb.fn.min('sent_at').as('first'),
      eb.fn.max('sent_at').as('last'),
      eb.fn.count('sent_at').as('sent'),
    ])
    .where('announcement_id', '=', announcementId)
    .executeTakeFirst()
  if (row?.first == null || row.last == null) return undefined
  return { first: Number(row.first), last: Number(row.last), sent: Number(row.sent) }
}

export interface Reason {
  channel: Channel
  state: DeliveryState
  code: string | null
  /** One of the answers, in the relay's own words. */
  answer: string | null
  count: number
}

/** Why deliveries did not arrive or are late, by channel, state and code, the most frequent first. */
export async function listReasons(db: Db, announcementId: number): Promise<Reason[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => [
      'channel',
      'state',
      'code',
      eb.fn.min('answer').as('answer'),
      eb.fn.countAll().as('count'),
    ])
    .where('announcement_id', '=', announcementId)
    .where('state', 'in', ['failed', 'retry', 'unknown', 'expired'])
    .groupBy(['channel', 'state', 'code'])
    .orderBy('count', 'desc')
    .limit(50)
    .execute()
  return rows.map((row) => ({
    channel: row.channel as Channel,
    state: row.state as DeliveryState,
    code: row.code,
    answer: row.answer,
    count: Number(row.count),
  }))
}
