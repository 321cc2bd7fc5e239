import { relayWait } from './backoff.ts'

/**
 * Keeps us from a relay that is down: after a failure nobody tries for 1 s, doubling to 60 s with jitter; then one tries for
 * all, and its success lets everybody go again. Knows no clock: `at` is milliseconds that only go forward.
 */
export function breaker(random: () => number) {
  let failures = 0
  let openedAt = 0
  let until = Number.NEGATIVE_INFINITY

  return {
    /** How many may be under way now of `most`: all, one that tries, or none. */
    lets: (most: number, at: number): number => (failures === 0 ? most : at < until ? 0 : 1),

    /** The relay could not be reached by an attempt begun at `begun`. Returns the wait where this opened it anew. */
    failed(begun: number, at: number): number | undefined {
      // Those that were on their way when it went down say nothing new.
      if (failures > 0 && (begun <= openedAt || at < until)) return undefined
      failures += 1
      openedAt = at
      until = at + relayWait(failures, random())
      return until - at
    },

    /** The relay answered, whatever it said. Returns whether it had been down. */
    answered(): boolean {
      const was = failures > 0
      failures = 0
      until = Number.NEGATIVE_INFINITY
      return was
    },
  }
}
