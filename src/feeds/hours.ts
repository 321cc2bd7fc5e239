import type { Post } from '#src/posts/post.ts'
import type { OpeningHours } from '#src/status/component.ts'

type Spec = Record<string, unknown>
type Span = [opens: string, closes: string]

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** Nobody plans for longer; a closure that lasts for years says so in words. */
const MOST_DAYS = 62

/** A week's hours as schema.org has them. */
export function usualHours(hours: OpeningHours): Spec[] {
  return DAYS.flatMap((day, index) =>
    spansOn(hours, index + 1).map(([opens, closes]) => ({ ...span([opens, closes]), dayOfWeek: day })),
  )
}

/** For each day on which a closure changes them, the hours that are left; 00:00 to 00:00 says that it stays closed. */
export function specialHours(hours: OpeningHours, closures: Pick<Post, 'window'>[], zone: string): Spec[] {
  const days = closures.flatMap(({ window }) => (window ? daysOf(window.startsAt, window.endsAt, zone) : []))
  return [...new Set(days)].sort().flatMap((day) => {
    const date = Temporal.PlainDate.from(day)
    const usual = spansOn(hours, date.dayOfWeek)
    const left = closures.reduce(
      (spans, { window }) => (window ? without(spans, date, window, zone) : spans),
      usual,
    )
    if (!usual.length || JSON.stringify(left) === JSON.stringify(usual)) return []
    const open: Span[] = left.length ? left : [['00:00', '00:00']]
    return open.map((one) => ({ ...span(one), validFrom: day, validThrough: day }))
  })
}

const spansOn = (hours: OpeningHours, weekday: number): Span[] =>
  hours[String(weekday) as keyof OpeningHours] ?? []

function span([opens, closes]: Span): Spec {
  return { '@type': 'OpeningHoursSpecification', opens, closes: closes === '24:00' ? '23:59' : closes }
}

function daysOf(startsAt: number, endsAt: number, zone: string): string[] {
  const date = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  const days: string[] = []
  const last = date(endsAt - 1)
  for (let day = date(startsAt); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (days.length === MOST_DAYS) return []
    days.push(day.toString())
  }
  return days
}

/** What a window leaves of a day's hours, in wall time. */
function without(
  spans: Span[],
  date: Temporal.PlainDate,
  { startsAt, endsAt }: { startsAt: number; endsAt: number },
  zone: string,
): Span[] {
  const clock = (at: number): string => {
    const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
    const order = Temporal.PlainDate.compare(there.toPlainDate(), date)
    return order < 0
      ? '00:00'
      : order > 0
        ? '24:00'
        : there.toPlainTime().toString({ smallestUnit: 'minute' })
  }
  const [from, to] = [clock(startsAt), clock(endsAt)]
  return spans.flatMap(([opens, closes]): Span[] =>
    to <= opens || from >= closes
      ? [[opens, closes]]
      : (
          [
            [opens, from],
            [to, closes],
          ] as Span[]
        ).filter(([a, b]) => a < b),
  )
}
