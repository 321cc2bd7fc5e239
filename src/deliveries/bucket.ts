const SECOND = 1_000
/** Below this nothing is slowed: one in two seconds still tells us when it may go faster. */
const SLOWEST = 0.5
/** Timers come late: what they cost is made good at once, up to this much of a second's worth. */
const CATCH_UP = 0.02

/** One token bucket that learns. Times are milliseconds of a clock that only goes forward. */
export interface Bucket {
  /** What the operator allows a second. */
  limit: number
  /** What it lets through a second now. */
  rate: number
  /** What was being accepted when it was last told to slow down; 0: never. */
  ceiling: number
  /** When the next token falls due. */
  next: number
  grownAt: number
  halvedAt: number
  usedAt: number
  /** What was accepted: in this second, in the one before, and when this one began. */
  now: number
  before: number
  since: number
  /** By priority, until when places are given out. */
  booked: number[]
}

export function bucket(limit: number | null): Bucket {
  const most = limit ?? Number.POSITIVE_INFINITY
  const never = Number.NEGATIVE_INFINITY
  return {
    limit: most,
    rate: most,
    ceiling: 0,
    next: never,
    grownAt: never,
    halvedAt: never,
    usedAt: never,
    now: 0,
    before: 0,
    since: never,
    booked: [],
  }
}

/** Milliseconds until it has a token; 0 or less: it has one. */
export function waitOf(one: Bucket, at: number): number {
  return one.rate === Number.POSITIVE_INFINITY ? 0 : one.next - at
}

export function take(one: Bucket, weight: number, at: number): void {
  if (one.rate === Number.POSITIVE_INFINITY) return
  one.next = Math.max(one.next, at - CATCH_UP * SECOND) + (weight * SECOND) / one.rate
}

/** Notes what was accepted. */
export function note(one: Bucket, weight: number, at: number): void {
  turn(one, at)
  one.now += weight
  // The first answers after a refusal were sent before it: they belong to what it can take.
  if (at - one.halvedAt < SECOND) one.ceiling = Math.max(one.ceiling, measure(one, at))
}

/** What was accepted in the last second. */
export function measure(one: Bucket, at: number): number {
  turn(one, at)
  return one.now + one.before * (1 - (at - one.since) / SECOND)
}

function turn(one: Bucket, at: number): void {
  const age = at - one.since
  if (age < SECOND) return
  one.before = age < 2 * SECOND ? one.now : 0
  one.now = 0
  one.since = age < 2 * SECOND ? one.since + SECOND : at
}

/** Half of what was accepted, once a second at most. Returns the rate it has then. */
export function halve(one: Bucket, at: number): number {
  if (at - one.halvedAt < SECOND) return one.rate
  const measured = measure(one, at)
  // Of a few a second the last second says little: there our own rate is the better measure.
  const coarse = one.rate < 10 && measured >= one.rate / 2
  one.ceiling = Math.min(one.limit, Math.max(SLOWEST, coarse ? one.rate : measured))
  one.rate = Math.max(SLOWEST, one.ceiling / 2)
  one.next = at + SECOND / one.rate
  one.halvedAt = at
  one.grownAt = at
  return one.rate
}

/**
 * Back to 0.9 of what was refused within about a second; from there a hundredth of it more each second; and when that
 * has long been passed without a refusal, a fifth of what it has. Only while in use: an idle one learns nothing.
 */
export function grow(one: Bucket, at: number): void {
  if (one.rate >= one.limit || !one.ceiling) return
  const seconds = Math.min(SECOND, at - one.grownAt) / SECOND
  one.grownAt = at
  const fast = 0.9 * one.ceiling
  if (one.rate < fast) one.rate = Math.min(fast, one.rate * 2 ** seconds)
  else if (one.rate < 1.1 * one.ceiling) one.rate += 0.01 * one.ceiling * seconds
  else one.rate *= 1.2 ** seconds
  one.rate = Math.min(one.rate, one.limit)
}

/** At what rate places are given out ahead of time: what it will have when they fall due. */
export function slotRate(one: Bucket): number {
  const rate = Math.max(one.rate, 0.9 * one.ceiling)
  return Number.isFinite(rate) ? rate : SECOND
}
