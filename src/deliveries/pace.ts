import { type Bucket, bucket, grow, halve, measure, note, slotRate, take, waitOf } from './bucket.ts'

/** What the operator allows, in mails or segments a second; null: no limit until a relay sets one. */
export interface Rates {
  all: number | null
  destination: number | null
}

/** How far ahead places in the line are given out, by priority: after that a delivery is simply looked at again. */
const HORIZON_MS = [60_000, 60_000, 300_000, 900_000]
/** What has not been written to for so long, and is not held back, is forgotten; what was learned of it, later. */
const IDLE_MS = 5_000
const REMEMBER_MS = 900_000
/** What waits longer than this does not wait in memory. */
export const PATIENCE_MS = 1_000

/**
 * How fast we may go: token buckets for each destination and for the whole line (E8). Knows no clock: `at` is any count
 * of milliseconds that only goes forward. Nothing of it outlives the process.
 */
export function pacer(rates: Rates, random: () => number = Math.random) {
  const whole = bucket(rates.all)
  const destinations = new Map<string, Bucket>()
  let sweptAt = 0

  function of(destination: string, at: number): Bucket {
    let found = destinations.get(destination)
    if (!found) {
      found = bucket(rates.destination)
      destinations.set(destination, found)
    }
    found.usedAt = at
    return found
  }

  return {
    /** Milliseconds until the line as a whole lets the next one go. */
    wait: (at: number): number => waitOf(whole, at),

    /** Takes the place of one of `weight` in the line; ask `wait` before. */
    count(weight: number, at: number): void {
      take(whole, weight, at)
    },

    /** 0: one of `weight` may go to this destination now, and is counted; otherwise the milliseconds until it may. */
    ask(destination: string, weight: number, at: number): number {
      const one = of(destination, at)
      if (one.rate === Number.POSITIVE_INFINITY) return 0
      grow(one, at)
      const wait = waitOf(one, at)
      if (wait <= 0) take(one, weight, at)
      return Math.max(0, wait)
    },

    accepted(destination: string, weight: number, at: number): void {
      note(of(destination, at), weight, at)
      note(whole, weight, at)
    },

    /** We were asked to slow down: by a destination, or, with none named, for everything. Returns the new rate a second. */
    throttled(destination: string | null, at: number): number {
      return halve(destination === null ? whole : of(destination, at), at)
    },

    /** Lets what was slowed pick up speed again; called now and then. */
    breathe(at: number): void {
      grow(whole, at)
      if (at - sweptAt < IDLE_MS) return
      sweptAt = at
      for (const [name, one] of destinations) {
        const age = at - one.usedAt
        if (age > (one.ceiling || one.booked.some((until) => until > at) ? REMEMBER_MS : IDLE_MS))
          destinations.delete(name)
      }
    },

    /** Rows that may wait in memory for this destination. */
    room: (destination: string, at: number): number => (of(destination, at).rate * PATIENCE_MS) / 1_000,

    /**
     * The place of one that cannot go within our patience, in milliseconds from now: the k-th of its priority gets the
     * k-th place at the rate of its destination. Each priority has its own line, so none queues behind a less urgent one.
     */
    book(destination: string, priority: number, weight: number, at: number): number {
      const one = of(destination, at)
      const horizon = HORIZON_MS[priority] ?? 900_000
      const place = Math.max(one.booked[priority] ?? 0, at + PATIENCE_MS)
      if (place - at > horizon) return Math.round(horizon * (1 + random() / 2))
      one.booked[priority] = place + (weight * 1_000) / slotRate(one)
      return Math.round(place - at)
    },

    /** Mails or segments a second that a destination gets now; `Infinity` where nothing holds it back. */
    rateOf: (destination: string): number => destinations.get(destination)?.rate ?? Number.POSITIVE_INFINITY,
    /** What the line as a whole has handed over in the last second. */
    pulse: (at: number): number => measure(whole, at),
    /** Destinations remembered. */
    size: () => destinations.size,
  }
}

export type Pacer = ReturnType<typeof pacer>
