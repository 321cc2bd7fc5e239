import { phaseOf } from './closing.ts'
import type { Post } from './post.ts'

/** One day of the timeline in the page's zone, with what is filed under it, newest first. */
export interface Day {
  /** `2026-11-22` */
  date: string
  startsAt: number
  /** Exclusive; a day on which the clocks change has 23 or 25 hours. */
  endsAt: number
  posts: Post[]
}

/** One month of the history. */
export interface Month {
  month: string
  days: Day[]
  count: number
  /** Nearest months with something in them. */
  earlier: string | undefined
  later: string | undefined
  /** Every month from the newest to the oldest that has anything. */
  all: string[]
}

/** The last `count` days up to the one that `now` belongs to, today first, quiet days included. */
export function timeline(posts: Post[], zone: string, now: number, count = 15): Day[] {
  const filed = posts
    .map((post) => ({ post, at: filedOn(post, now) }))
    .filter((entry) => entry.at !== null)
    .sort((a, b) => Number(b.at) - Number(a.at))
  return daysBefore(zone, now, count).map((day) => ({
    ...day,
    posts: filed
      .filter(({ at }) => Number(at) >= day.startsAt && Number(at) < day.endsAt)
      .map(({ post }) => post),
  }))
}

/**
 * The instant under whose day a post is filed, or null while it stands above the timeline. A closure that is over
 * by the clock is filed at its end even when nobody has written that down yet.
 */
export function filedOn(
  post: Pick<Post, 'kind' | 'state' | 'window' | 'filedAt'>,
  now: number,
): number | null {
  if (post.filedAt !== null) return post.filedAt
  if (post.kind === 'closure' && post.window && phaseOf(post, now) === 'over') return post.window.endsAt - 1
  return null
}

/** Neighbouring quiet days as one stretch, oldest in `until`; days with posts, and today, stay by themselves. */
export function foldQuiet(days: Day[]): { day: Day; until: Day }[] {
  const stretches: { day: Day; until: Day }[] = []
  days.forEach((day, back) => {
    const last = stretches.at(-1)
    const joins = last && back > 1 && day.posts.length === 0 && last.until.posts.length === 0
    if (joins) last.until = day
    else stretches.push({ day, until: day })
  })
  return stretches
}

/** The posts of a span that are filed in it, newest first, grouped under their days; quiet days are left out. */
export function daysWithPosts(posts: Post[], zone: string, now: number): Day[] {
  const days = new Map<string, Day>()
  const filed = posts
    .map((post) => ({ post, at: filedOn(post, now) ?? post.publishedAt }))
    .sort((a, b) => b.at - a.at)
  for (const { post, at } of filed) {
    const date = dateOf(at, zone)
    const day = days.get(date.toString()) ?? dayOf(date, zone)
    day.posts.push(post)
    days.set(day.date, day)
  }
  return [...days.values()]
}

/** From the beginning of the first of `count` days to the end of today. */
export function spanOfDays(zone: string, now: number, count = 15): { from: number; to: number } {
  const today = dateOf(now, zone)
  return {
    from: startOf(today.subtract({ days: count - 1 }), zone),
    to: startOf(today.add({ days: 1 }), zone),
  }
}

/** The instants of a month such as `2026-11` in a zone; undefined when it is no month. */
export function spanOfMonth(month: string, zone: string): { from: number; to: number } | undefined {
  if (!/^(19|20)\d{2}-(0[1-9]|1[0-2])$/.test(month)) return undefined
  const first = Temporal.PlainDate.from(`${month}-01`)
  return { from: startOf(first, zone), to: startOf(first.add({ months: 1 }), zone) }
}

/** The month (`2026-11`) to which an instant belongs in a zone. */
export function monthOf(at: number, zone: string): string {
  return dateOf(at, zone).toPlainYearMonth().toString()
}

function daysBefore(zone: string, now: number, count: number): Day[] {
  const today = dateOf(now, zone)
  return Array.from({ length: count }, (_, back) => dayOf(today.subtract({ days: back }), zone))
}

function dayOf(date: Temporal.PlainDate, zone: string): Day {
  return {
    date: date.toString(),
    startsAt: startOf(date, zone),
    endsAt: startOf(date.add({ days: 1 }), zone),
    posts: [],
  }
}

function dateOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
}

// Where the clocks skip midnight, a day begins at its first instant, not at 00:00.
function startOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}
