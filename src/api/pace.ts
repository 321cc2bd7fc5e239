/** Requests that one token may make: so many at once, and so many a second after that. Statuspage allows one a second. */
const BURST = 60
const PER_SECOND = 10
const MOST_TOKENS = 10_000

/** A bucket for each token, in this process: what is read thousands of times must not be written down each time. */
const buckets = new Map<string, { left: number; at: number }>()

/** Takes one request of a token: 0 when it may go on, else after how many seconds it may try again. */
export function takeRequest(tokenId: string, now: number): number {
  const bucket = buckets.get(tokenId) ?? { left: BURST, at: now }
  const left = Math.min(BURST, bucket.left + (Math.max(0, now - bucket.at) / 1000) * PER_SECOND)
  if (buckets.size >= MOST_TOKENS) buckets.clear()
  buckets.set(tokenId, { left: left >= 1 ? left - 1 : left, at: now })
  return left >= 1 ? 0 : Math.ceil((1 - left) / PER_SECOND)
}
