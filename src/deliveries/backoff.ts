const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits after the first, second … temporary refusal of one recipient (E5); after the last, the last again. */
const RECIPIENT_WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR]

/** A delivery that has not arrived a day after its first try has failed. */
export const GIVE_UP_AFTER = 24 * HOUR

/** Milliseconds until the next try of one recipient after `attempts` tries. */
export function recipientWait(attempts: number): number {
  return RECIPIENT_WAITS[Math.min(attempts, RECIPIENT_WAITS.length) - 1] ?? MINUTE
}

/** Full jitter for a relay that cannot be reached: 1 s doubling to 60 s after `failures` in a row, times `random` in [0, 1). */
export function relayWait(failures: number, random: number): number {
  const ceiling = Math.min(60 * SECOND, SECOND * 2 ** Math.min(failures - 1, 6))
  return Math.max(200, Math.round(ceiling * random))
}

/** Equal jitter for one who asks us to slow down: half of 30 s doubling to 15 min for certain, the other half by `random`. */
export function throttleWait(attempts: number, random: number): number {
  const ceiling = Math.min(15 * MINUTE, 30 * SECOND * 2 ** Math.min(attempts, 5))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
