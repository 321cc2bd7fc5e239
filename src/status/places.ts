import type { OpeningHours } from './component.ts'

/** A time in which a place is closed against its hours, and why. */
export interface ClosedSpan {
  startsAt: number
  endsAt: number
  why: string
}

/** Whether a place is open, and until when that holds; null: as far as anybody has said. */
export interface PlaceNow {
  open: boolean
  until: number | null
  /** The closure that keeps it closed now, if one does. */
  why: string | null
}

type Span = [from: number, to: number]

const DAY = 86_400_000
const LOOK_AHEAD = 15

/**
 * Says whether a place is open at `now`, from its weekly hours in wall time and from the closures that name it.
 * Hours may run past midnight (`["22:00","02:00"]`) or to its end (`"24:00"`).
 */
export function placeNow(hours: OpeningHours, zone: string, closures: ClosedSpan[], now: number): PlaceNow {
  const running = closures.filter((closure) => closure.startsAt <= now && now < closure.endsAt)
  const longest = Math.max(now, ...running.map((closure) => closure.endsAt))
  const days = LOOK_AHEAD + Math.min(366, Math.ceil((longest - now) / DAY))
  const open = without(openSpans(hours, zone, now, days), closures)
  const current = open.find(([from, to]) => from <= now && now < to)
  if (current) {
    const endless = current[1] >= (openSpans(hours, zone, now, days).at(-1)?.[1] ?? 0)
    return { open: true, until: endless ? null : current[1], why: null }
  }
  return { open: false, until: open.find(([from]) => from > now)?.[0] ?? null, why: running[0]?.why ?? null }
}

/** The hours as instants, from yesterday (they may run past midnight) on; spans that touch are one. */
function openSpans(hours: OpeningHours, zone: string, now: number, days: number): Span[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  const spans: Span[] = []
  for (let ahead = -1; ahead < days; ahead += 1) {
    const date = today.add({ days: ahead })
    for (const [from, to] of hours[String(date.dayOfWeek) as keyof OpeningHours] ?? []) {
      const endDate = to === '24:00' || to <= from ? date.add({ days: 1 }) : date
      spans.push([instant(date, from, zone), instant(endDate, to === '24:00' ? '00:00' : to, zone)])
    }
  }
  return joined(spans)
}

function instant(date: Temporal.PlainDate, clock: string, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1])
    else result.push([...span])
  }
  return result
}

function without(spans: Span[], closures: ClosedSpan[]): Span[] {
  return closures.reduce(
    (left, { startsAt, endsAt }) =>
      left.flatMap(([from, to]): Span[] =>
        endsAt <= from || startsAt >= to
          ? [[from, to]]
          : ([
              [from, startsAt],
              [endsAt, to],
            ].filter(([a, b]) => Number(a) < Number(b)) as Span[]),
      ),
    spans,
  )
}
