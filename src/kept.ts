import type { Touch } from '#db/queries/changes.ts'

/** What browsers are told of a public answer: keep it, but ask whether it is still true. */
export const ASK_AGAIN = 'public, max-age=0, must-revalidate'

/** What the front reads of an answer, and takes off before it leaves. */
export const TOUCHES = 'candor-touches'
export const UNTIL = 'candor-until'

/**
 * Says of a public answer that it is the same for everybody and may be kept (docs/decisions/0020): until one of `touches`
 * changes, or until the clock changes it, at `until` (ms; null when it does not). Such an answer depends on nothing of its
 * visitor but the path and `kind`, `component` and `page` of the query.
 */
export function mayKeep(headers: Headers, kept: { touches: Touch[]; until?: number | null }): void {
  headers.set('cache-control', ASK_AGAIN)
  headers.set(TOUCHES, kept.touches.join(' '))
  if (kept.until != null) headers.set(UNTIL, String(kept.until))
}

/** The soonest of several instants; null when there is none. */
export function soonest(instants: (number | null | undefined)[]): number | null {
  return instants.reduce<number | null>((a, b) => (b == null ? a : a === null ? b : Math.min(a, b)), null)
}
