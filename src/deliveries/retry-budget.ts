/** Retries a minute that one relay may see for each first attempt (F6). */
const SHARE = 0.1
/** So few in a minute crowd out nobody. */
const FEW = 20
const MINUTE = 60_000
/** With nobody waiting for a first attempt, a retry crowds nobody out. */
const QUIET = 5_000

/** Holds retries to a tenth of the first attempts of the last minute, as long as there are first attempts. */
export function retryBudget() {
  const never = { since: Number.NEGATIVE_INFINITY, firsts: 0, retries: 0 }
  let lastFirst = Number.NEGATIVE_INFINITY
  let before = never
  let now = never

  function current(at: number) {
    if (at - now.since < MINUTE) return now
    before = now
    now = { since: at, firsts: 0, retries: 0 }
    return now
  }

  return {
    first(at: number): void {
      lastFirst = at
      current(at).firsts += 1
    },
    /** Whether a retry may begin now; one that may is counted. */
    allows(at: number): boolean {
      const now = current(at)
      const weight = at - before.since < 2 * MINUTE ? 1 - (at - now.since) / MINUTE : 0
      const firsts = now.firsts + before.firsts * weight
      const retries = now.retries + before.retries * weight
      const allowed = at - lastFirst >= QUIET || retries + 1 <= Math.max(FEW, firsts * SHARE)
      if (allowed) now.retries += 1
      return allowed
    },
  }
}
