const FIRST = 100
/** Fewer rows would hold the writer no shorter, since what takes long then is the disk. */
const FEWEST = 200
const MOST = 2_000
/** A transaction whose statements took longer (ms) is followed by shorter ones, one that took less than two thirds of it by longer ones. */
const GOAL_MS = 12

/**
 * How many rows are taken at once: as many as keep the writer some 20 ms, of which the disk has its part. Only the time of
 * the statements counts: to wait for the writer, for the disk or for the file to be tidied does not get shorter with fewer.
 */
export function pacing() {
  let size = FIRST

  return {
    size: () => size,
    took(ms: number): void {
      if (ms > GOAL_MS) size = Math.min(size, Math.max(FEWEST, Math.floor(size / 2)))
      else if (ms < (GOAL_MS * 2) / 3) size = Math.min(MOST, Math.ceil(size * 1.25))
    },
    /** So many have failed together: one of them is looked for. Says whether it was that one alone. */
    failed(rows: number): boolean {
      size = Math.max(1, Math.floor(Math.min(size, rows) / 2))
      return rows <= 1
    },
  }
}
