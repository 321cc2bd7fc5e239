import { type ClaimedRow, claimRound } from '#db/queries/claims.ts'
import { findPage } from '#db/queries/page.ts'
import { sentOn } from '#db/queries/sent-days.ts'
import { aboutOf } from '#src/channels/index.ts'
import { dayOf, rampOf } from './ramp.ts'
import type { Sending } from './sending.ts'

/** Releases are the least urgent; up to incidents nothing waits for a warm-up plan. */
export const ALL = 3
export const URGENT = 1

/** Of a carrier's daily cap, what closures and releases may use: the rest is the reserve of incidents and account mail (S4). */
const NOT_RESERVED = 0.9

/** Claims a round for one channel, within what a warm-up plan or a daily cap leaves of the day. */
export function rounds({
  db,
  carrier,
  owner,
  rampFrom,
  dailyCap,
}: Pick<Sending, 'db' | 'carrier' | 'owner' | 'rampFrom' | 'dailyCap'>) {
  const { channel } = carrier

  /** What is left for today of what is not urgent, less what is on its way already. */
  async function budgetLeft(at: number, onTheWay: () => number): Promise<number> {
    // Counted first: what is written down meanwhile counts twice, never not at all.
    const begun = onTheWay()
    if (dailyCap) {
      const zone = (await findPage(db))?.time_zone ?? 'UTC'
      return Math.floor(dailyCap * NOT_RESERVED) - (await sentOn(db, dayOf(at, zone), channel)) - begun
    }
    if (!rampFrom) return Number.POSITIVE_INFINITY
    const ramp = await rampOf(db, rampFrom, at)
    return ramp ? ramp.budget - ramp.sent - begun : Number.POSITIVE_INFINITY
  }

  return async function round(
    limit: number,
    least: number,
    at: number,
    onTheWay: () => number,
  ): Promise<ClaimedRow[]> {
    const one = { channel, owner, leaseUntil: at + aboutOf(channel).leaseMs, now: at }
    const room = least > URGENT ? await budgetLeft(at, onTheWay) : Number.POSITIVE_INFINITY
    if (room >= limit) return claimRound(db, { ...one, limit, least })
    const urgent = await claimRound(db, { ...one, limit, least: URGENT })
    const rest = Math.min(limit - urgent.length, room)
    return rest > 0 ? [...urgent, ...(await claimRound(db, { ...one, limit: rest, least }))] : urgent
  }
}
