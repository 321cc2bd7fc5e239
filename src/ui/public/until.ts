import { phaseOf } from '#src/posts/closing.ts'
import type { Post } from '#src/posts/post.ts'

/** While people are being told, the count of them is drawn anew this often. */
const TELLING_MS = 5_000

/** What a page shows that time alone changes. */
export interface Shown {
  zone: string
  now: number
  /** Every post on it that is not over. */
  posts?: Pick<Post, 'kind' | 'state' | 'window' | 'nextUpdateBy'>[]
  /** When places on it open or close next; null: as far as anybody has said. */
  places?: (number | null)[]
  /** It counts people who are being told just now. */
  telling?: boolean
  /** Other instants at which something on it changes. */
  also?: (number | null)[]
}

/**
 * The next instant (ms, after `now`) at which anything on a page changes by the clock alone: midnight in its zone, because
 * days are named from today; a closure begins, ends, or has midnight in a zone of its own; a promised update is due; a
 * place opens or closes; more people have been told.
 */
export function changesAt({ zone, now, posts = [], places = [], telling, also = [] }: Shown): number {
  const instants = [
    midnightAfter(now, zone),
    ...posts.flatMap((post) => [post.nextUpdateBy, ...closureChanges(post, now)]),
    ...places,
    ...also,
    telling ? now + TELLING_MS : null,
  ]
  return Math.min(...instants.filter((at) => at !== null && at !== undefined && at > now).map(Number))
}

/** The next instant that belongs to another day than `now`. */
export function midnightAfter(now: number, zone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  return today.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
}

function closureChanges(post: Pick<Post, 'kind' | 'state' | 'window'>, now: number): (number | null)[] {
  if (post.kind !== 'closure' || !post.window || phaseOf(post, now) === 'over') return []
  const { startsAt, endsAt, timeZone } = post.window
  return [startsAt, endsAt, midnightAfter(now, timeZone)]
}
