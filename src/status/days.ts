/** One day of the page's zone. */
export interface DayBounds {
  date: string
  startsAt: number
  /** Exclusive; a day on which the clocks change has 23 or 25 hours. */
  endsAt: number
}

/** The last `count` days up to that of `now`, oldest first. */
export function lastDays(zone: string, now: number, count = 90): DayBounds[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  return daysFrom(today.subtract({ days: count - 1 }), count, zone)
}

/** All days of a month such as `2026-11`. */
export function daysOfMonth(month: string, zone: string): DayBounds[] {
  const first = Temporal.PlainDate.from(`${month}-01`)
  return daysFrom(first, first.daysInMonth, zone)
}

function daysFrom(first: Temporal.PlainDate, count: number, zone: string): DayBounds[] {
  // Where the clocks skip midnight, a day begins at its first instant.
  const starts = Array.from({ length: count + 1 }, (_, ahead) => first.add({ days: ahead }))
  const instants = starts.map((date) => date.toZonedDateTime(zone).epochMilliseconds)
  return starts.slice(0, count).map((date, index) => ({
    date: date.toString(),
    startsAt: instants[index] ?? 0,
    endsAt: instants[index + 1] ?? 0,
  }))
}
