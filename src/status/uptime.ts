import { type Status, worse } from './component.ts'
import type { DayBounds } from './days.ts'

/** What was said of a component: it holds until the next word about it, or until `until`. */
export interface Statement {
  at: number
  status: Status
  /** The end of the post that said it, unless it was said at that end or later; null: none yet. */
  until: number | null
  post: Cause | null
}

/** A post because of which a component was not operational. */
export interface Cause {
  id: string
  kind: string
  filedAt: number | null
}

/** The window of a closure that names a component. */
export interface Closed {
  from: number
  to: number
  post: Cause
}

/** A time in which a component was not operational. */
export interface Stretch {
  from: number
  to: number
  status: Status
  post: Cause | null
}

/** What a day was like for a component. */
export interface DaySum extends DayBounds {
  /** Undefined: nothing is known of this day, the component began later. */
  worst: Status | undefined
  /** Milliseconds in each status that is not operational. */
  spent: Partial<Record<Status, number>>
  posts: Cause[]
}

/** A history as days and as a share. */
export interface Uptime {
  days: DaySum[]
  /** 0 to 1 by {@link WEIGHTS}; null while there is nothing to go by. */
  share: number | null
  /** Trouble is going on at the end of it. */
  ongoing: boolean
}

/** How much of its time each status takes from the uptime, as Statuspage counts it; what is not named counts as up. */
export const WEIGHTS: Partial<Record<Status, number>> = { partial_outage: 0.3, major_outage: 1 }

const TEN_MINUTES = 600_000
const DAY = 86_400_000

/**
 * The instant up to which trouble that goes on is counted: so that a figure drawn twice within ten minutes is the same.
 * Ten minutes of ninety days are less than its last digit.
 */
export function countedTo(now: number): number {
  return now - (now % TEN_MINUTES)
}

/** When an ongoing figure is to be drawn anew. */
export function countedNext(now: number): number {
  return countedTo(now) + TEN_MINUTES
}

/**
 * The times in which a component was not operational until `now`, in their order and without overlap. Statements come in
 * theirs. A closure's window counts only where nothing worse was said: a maintenance never masks an outage.
 */
export function stretchesOf(statements: Statement[], closed: Closed[], now: number): Stretch[] {
  const said = statements.flatMap(({ at, status, until, post }, index): Stretch[] => {
    const to = Math.min(statements[index + 1]?.at ?? now, until ?? now, now)
    return status === 'operational' || to < at ? [] : [{ from: at, to, status, post }]
  })
  const all = [...said]
  for (const { from, to, post } of closed)
    all.push(...without({ from, to: Math.min(to, now), status: 'under_maintenance', post }, all))
  return all.filter(({ from, to }) => from < to || to === now).sort((a, b) => a.from - b.from)
}

function without(stretch: Stretch, holes: Stretch[]): Stretch[] {
  return holes.reduce<Stretch[]>(
    (left, hole) =>
      left.flatMap((one) =>
        hole.to <= one.from || hole.from >= one.to
          ? [one]
          : [
              { ...one, to: hole.from },
              { ...one, from: hole.to },
            ].filter(({ from, to }) => from < to),
      ),
    stretch.from <= stretch.to ? [stretch] : [],
  )
}

/**
 * A component's stretches as days, and its uptime over them by {@link WEIGHTS}: of the time since it `began`, up to the
 * last midnight or to the end of an outage after that, so that the figure stands until something happens.
 */
export function uptimeOf(stretches: Stretch[], days: DayBounds[], began: number, now: number): Uptime {
  const counted = countedTo(now)
  const sums = days.map((day): DaySum => {
    const known = day.endsAt > began && day.startsAt <= now
    return { ...day, worst: known ? 'operational' : undefined, spent: {}, posts: [] }
  })
  let [down, lastOutage] = [0, 0]
  let ongoing = false
  for (const stretch of stretches) {
    const goesOn = stretch.to >= now
    const to = goesOn ? Math.max(stretch.from, counted) : stretch.to
    const touched = overlapping(sums, stretch.from, stretch.to)
    for (const sum of touched) add(sum, stretch, to)
    if (!touched.length) continue
    ongoing ||= goesOn
    const weight = WEIGHTS[stretch.status] ?? 0
    const within = Math.min(to, days.at(-1)?.endsAt ?? 0) - Math.max(stretch.from, days[0]?.startsAt ?? 0)
    down += weight * Math.max(0, within)
    if (weight) lastOutage = Math.max(lastOutage, to)
  }
  const known = Math.min(days.at(-1)?.endsAt ?? 0, Math.max(midnightBefore(days, now), lastOutage))
  const total = known - Math.max(began, days[0]?.startsAt ?? 0)
  return { days: sums, share: total > 0 ? Math.max(0, 1 - down / total) : null, ongoing }
}

/** The days that a stretch touches; one of no length yet belongs to the day of its beginning. */
function overlapping(days: DaySum[], from: number, to: number): DaySum[] {
  const first = Math.max(0, Math.floor((from - (days[0]?.startsAt ?? 0)) / DAY) - 1)
  const touched: DaySum[] = []
  for (let index = first; index < days.length; index += 1) {
    const day = days[index]
    if (!day || day.startsAt > to || (day.startsAt === to && from < to)) break
    if (day.endsAt > from) touched.push(day)
  }
  return touched
}

function add(sum: DaySum, { from, status, post }: Stretch, to: number): void {
  const ms = Math.max(0, Math.min(to, sum.endsAt) - Math.max(from, sum.startsAt))
  sum.spent[status] = (sum.spent[status] ?? 0) + ms
  sum.worst = sum.worst === undefined ? status : worse(sum.worst, status)
  if (post && !sum.posts.some(({ id }) => id === post.id)) sum.posts.push(post)
}

/** The beginning of the day of `now`, or the end of the last day when that is past. */
function midnightBefore(days: DayBounds[], now: number): number {
  const today = days.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
  return today?.startsAt ?? days.at(-1)?.endsAt ?? 0
}
