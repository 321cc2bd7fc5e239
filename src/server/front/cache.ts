import { ASK_AGAIN } from '#src/kept.ts'

/**
 * What caches are told of a kept answer (W15): browsers ask each time whether it is still true; a cache in front may answer
 * for two seconds by itself, a few more while it asks, and for a day when it cannot reach us. RFC 9213 has a header of its
 * own for those in front; s-maxage is for the ones that do not know it.
 */
const CACHES = {
  'cache-control': 'public, max-age=0, s-maxage=2, stale-if-error=86400',
  'cdn-cache-control': 'public, max-age=2, stale-while-revalidate=8, stale-if-error=86400',
}

/** The same, unless the page itself said something else. */
export function cacheHeaders(drawn: Record<string, string>): Record<string, string> {
  return drawn['cache-control'] === ASK_AGAIN ? CACHES : {}
}
