import { KINDS } from '#src/posts/kinds.ts'
import type { PastPost } from './history.ts'

export const WEEK = 7 * 86_400_000

/** When a post ended and under which instant the timeline files it; nulls while it is open. */
export interface Ending {
  resolvedAt: number | null
  endedAt: number | null
  /** An incident that was still open when it was last written down, and has been silent for a week. */
  recordEnds: boolean
}

const OPEN: Ending = { resolvedAt: null, endedAt: null, recordEnds: false }

/**
 * How an imported post ends. A closure is over when its window is. An incident of which nothing has been heard for
 * a week ends where its record ends: it keeps its last state, and the page does not call it open for ever.
 */
export function endingOf(post: PastPost, now: number): Ending {
  const last = post.updates.at(-1)
  if (last && KINDS[post.kind].ends.includes(last.state)) return properEnd(post)
  if (post.window) return post.window.endsAt <= now ? { ...OPEN, endedAt: post.window.endsAt } : OPEN
  const heardAt = last?.publishedAt ?? post.publishedAt
  return heardAt < now - WEEK ? { resolvedAt: null, endedAt: heardAt, recordEnds: true } : OPEN
}

/** The end is the first of the words that end it: a post-mortem comes after and does not move it. */
function properEnd(post: PastPost): Ending {
  const { ends } = KINDS[post.kind]
  const stillOpen = post.updates.findLastIndex((update) => !ends.includes(update.state))
  const said = post.updates[stillOpen + 1]?.publishedAt ?? post.publishedAt
  const at = post.resolvedAt ?? said
  return { resolvedAt: post.kind === 'incident' ? at : null, endedAt: at, recordEnds: false }
}
