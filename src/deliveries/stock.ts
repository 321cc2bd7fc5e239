/** What is kept claimed ahead of the line: enough for this long, in these bounds. */
const AHEAD_MS = 250
const LEAST = 16
const MOST = 1_000
/** With a limit set, no more than leaves in so long: what is claimed is out of others' reach. */
const LIMITED_MS = 5_000
const MEASURE_MS = 50

/**
 * How many deliveries to hold ready, by how fast they leave: small on a slow line, so that a pause or an incident takes
 * effect soon, large on a fast one, so that it never waits for the database.
 */
export function stock(concurrency: number, limit: number | null) {
  const bound = limit === null ? MOST : Math.max(1, Math.min(MOST, Math.ceil((limit * LIMITED_MS) / 1_000)))
  let begun = 0
  let measuredAt: number | undefined
  let rate: number | undefined

  function measure(at: number): void {
    measuredAt ??= at
    const passed = at - measuredAt
    if (passed < MEASURE_MS) return
    const now = (begun * 1_000) / passed
    // Old figures fade with time, within about a quarter of a second.
    const share = Math.min(1, passed / AHEAD_MS)
    rate = rate === undefined ? now : rate + (now - rate) * share
    begun = 0
    measuredAt = at
  }

  return {
    began(): void {
      begun += 1
    },
    /** How many to hold now. */
    wanted(at: number): number {
      measure(at)
      const wanted = rate === undefined ? concurrency * 4 : (rate * AHEAD_MS) / 1_000
      return Math.min(bound, Math.max(Math.min(LEAST, bound), Math.ceil(wanted)), MOST)
    },
  }
}
