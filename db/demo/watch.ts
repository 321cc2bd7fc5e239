import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { listInstances } from '#db/queries/instances.ts'
import { tally } from '#db/queries/progress.ts'
import type { Channel } from '#src/channels/channel.ts'
import { OPEN_STATES } from '#src/deliveries/delivery.ts'
import { deliveryKey, deliveryToken } from '#src/deliveries/notice.ts'

/** Resolves when a sender that began after `since` has reported to the database, or after ten seconds in vain. */
export async function senderAtWork(db: Db, since: number): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await wait(40))
    if ((await listInstances(db)).some((instance) => instance.started_at >= since)) return
}

/** Follows a fan-out in the ledger until everybody has been told; false when it stands still for `patience` ms. */
export async function follow(
  db: Db,
  announcementId: number,
  onStep: (done: number, of: number) => void,
  expected: number,
  patience = 60_000,
): Promise<boolean> {
  let best = -1
  for (let until = Date.now() + patience; Date.now() < until; await wait(80)) {
    const announcement = await findAnnouncement(db, announcementId)
    const { settled, open } = await standing(db, announcementId)
    if (settled > best) {
      best = settled
      until = Date.now() + patience
      onStep(settled, Math.max(expected, settled + open))
    }
    if (announcement?.expanded_at != null && open === 0) return true
  }
  return false
}

async function standing(db: Db, announcementId: number) {
  const tallies = (await tally(db, [announcementId])).get(announcementId)
  let settled = 0
  let open = 0
  for (const of of Object.values(tallies ?? {}))
    for (const [state, count] of Object.entries(of)) {
      if (OPEN_STATES.some((one) => one === state)) open += count
      else settled += count
    }
  return { settled, open }
}

/** A message that was caught: whose number it carries, to whom it went, when. */
export interface Arrival {
  mark: string
  to: string
  at: number
}

export interface Count {
  channel: Channel
  /** How many the announcement is owed to. */
  of: number
  /** How many of them have it exactly once. */
  once: number
  missing: number
  repeated: number
  first: number | null
  last: number | null
}

/**
 * Counts at the receiving end: for each recipient whom the announcement is owed to, how often a message that carries
 * the mark of this very delivery arrived at their address.
 */
export async function countArrivals(
  db: Db,
  announcementId: number,
  channel: Channel,
  arrivals: Arrival[],
): Promise<Count> {
  const rows = await db
    .selectFrom('deliveries as d')
    .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .select(['d.announcement_id', 'd.subscriber_id', 's.address'])
    .where('d.announcement_id', '=', announcementId)
    .where('d.channel', '=', channel)
    .execute()
  const owed = new Map(rows.map((row) => [deliveryToken(deliveryKey(row)), { to: row.address, times: 0 }]))
  const count: Count = { channel, of: rows.length, once: 0, missing: 0, repeated: 0, first: null, last: null }
  for (const arrival of arrivals) {
    const one = owed.get(arrival.mark)
    if (!one || one.to !== arrival.to) continue
    one.times += 1
    count.first = Math.min(count.first ?? arrival.at, arrival.at)
    count.last = Math.max(count.last ?? arrival.at, arrival.at)
  }
  for (const { times } of owed.values()) {
    if (times === 1) count.once += 1
    else if (times === 0) count.missing += 1
    else count.repeated += 1
  }
  return count
}
