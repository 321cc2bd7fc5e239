import type { Db } from '#db/open.ts'
import {
  type Counted,
  countThrottle,
  deleteSpentThrottles,
  deleteThrottle,
  insertRecent,
  insertThrottle,
  listRecent,
} from '#db/queries/throttles.ts'
import { mac } from './keys.ts'

/**
 * Limits that many instances share: the counters live in the database, under MACs, so that they hold
 * neither addresses nor visitors. `purpose` names the limit (`signin-ip`), `what` what it counts (an address).
 */
export interface Limit {
  limit: number
  windowMs: number
}

/**
 * Takes one of `limit` places in the window: true when one was free, false (and nothing is counted) when none was.
 * In a transaction the place is given back if that rolls back; outside of one it is taken at once.
 */
export function take(
  db: Db,
  purpose: string,
  what: string,
  { limit, windowMs }: Limit,
  now: number,
): Promise<boolean> {
  return insertThrottle(db, { key: keyOf(purpose, what), at: now, until: now + windowMs }, limit)
}

/** How many places are taken now and when the last one was, without taking any. */
export function taken(db: Db, purpose: string, what: string, now: number): Promise<Counted> {
  return countThrottle(db, keyOf(purpose, what), now)
}

/** Gives all places back, as after a sign-in that succeeded. */
export function release(db: Db, purpose: string, what: string): Promise<void> {
  return deleteThrottle(db, keyOf(purpose, what))
}

/** Remembers that something happened, and of all such only the newest `keep`, however long ago. */
export function remember(db: Db, purpose: string, what: string, keep: number, now: number): Promise<void> {
  return insertRecent(db, keyOf(purpose, what), now, keep)
}

/** When what is remembered happened, newest first; {@link release} forgets it. */
export function remembered(db: Db, purpose: string, what: string): Promise<number[]> {
  return listRecent(db, keyOf(purpose, what))
}

/** Removes what no longer counts; the clock calls it. */
export function sweepThrottles(db: Db, now: number): Promise<void> {
  return deleteSpentThrottles(db, now)
}

/** What one visitor is counted by: the IPv4 address, or the /64 that an IPv6 visitor has to itself. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  const bare = ip.split('%')[0] ?? ''
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.toLowerCase().split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function keyOf(purpose: string, what: string): string {
  return `${purpose}:${mac('throttle', `${purpose}\0${what}`)}`
}
