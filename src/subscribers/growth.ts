import type { DayCount } from '#db/queries/subscriber-days.ts'

export const DAY = 86_400_000
const WEEKS = 53

/** A week as the chart shows it; `from` is the instant of its Monday, 0:00 UTC. */
export interface Week {
  from: number
  joined: number
  left: number
  /** How many heard at its end. */
  total: number
}

/** The day (UTC) of the Monday on which the year that is shown begins. 1 January 1970 was a Thursday. */
export function firstDay(now: number): number {
  const today = Math.floor(now / DAY)
  return today - ((today + 3) % 7) - (WEEKS - 1) * 7
}

/** The last 53 weeks up to the one of `now`, of whom `before` heard when they began. */
export function weeksOf(days: DayCount[], before: number, now: number): Week[] {
  const first = firstDay(now)
  const weeks = Array.from({ length: WEEKS }, (_, n) => ({ from: (first + n * 7) * DAY, joined: 0, left: 0 }))
  for (const { day, how, count } of days) {
    const week = weeks[Math.floor((day - first) / 7)]
    if (week) week[how === 'joined' ? 'joined' : 'left'] += count
  }
  let total = before
  return weeks.map((week) => {
    total += week.joined - week.left
    return { ...week, total }
  })
}

/** How people left in this time, the most frequent first. */
export function reasonsOf(days: DayCount[]): { how: string; count: number }[] {
  const left = Map.groupBy(
    days.filter(({ how }) => how !== 'joined'),
    ({ how }) => how,
  )
  return [...left]
    .map(([how, all]) => ({ how, count: all.reduce((sum, one) => sum + one.count, 0) }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || one.how.localeCompare(other.how))
}
