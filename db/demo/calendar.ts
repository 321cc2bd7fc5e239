import { instantOf } from '#src/posts/closing.ts'

export const ZONE = 'Europe/Lisbon'
export const DAY = 86_400_000

/** The calendar day in Lisbon that lies `days` before (negative) or after `now`. */
export function dayFrom(now: number, days: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(ZONE).toPlainDate().add({ days })
}

/** The same, but between Tuesday and Saturday, when all shops are open: moved away from `now` where need be. */
export function shopDayFrom(now: number, days: number): Temporal.PlainDate {
  const day = dayFrom(now, days)
  const opens = day.dayOfWeek >= 2 && day.dayOfWeek <= 6
  return opens ? day : shopDayFrom(now, days + Math.sign(days))
}

/** The instant of `09:05`, or of `+2 09:05` two days later, counted from a day in Lisbon. */
export function clock(day: Temporal.PlainDate, time: string): number {
  const [, later, at] = /^(?:\+(\d+) )?(\d{2}:\d{2})$/.exec(time) ?? []
  return instantOf(`${day.add({ days: Number(later ?? 0) })}T${at}`, ZONE)
}

/** A day as people say it: `Tuesday 1 December`. */
export function spoken(day: Temporal.PlainDate): string {
  const words = day.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  return words.replace(',', '')
}

const FIXED: [month: number, day: number, name: string][] = [
  [1, 1, 'New Year’s Day'],
  [4, 25, 'Freedom Day'],
  [5, 1, 'Labour Day'],
  [6, 10, 'Portugal Day'],
  [6, 13, 'St Anthony’s Day'],
  [8, 15, 'Assumption'],
  [10, 5, 'Republic Day'],
  [11, 1, 'All Saints’ Day'],
  [12, 1, 'Restoration of Independence'],
  [12, 8, 'Immaculate Conception'],
  [12, 25, 'Christmas Day'],
]

export interface Holiday {
  name: string
  day: Temporal.PlainDate
}

/** The public holidays of Lisbon from one day up to and including another, in order. */
export function holidays(from: Temporal.PlainDate, until: Temporal.PlainDate): Holiday[] {
  const years = Array.from({ length: until.year - from.year + 1 }, (_, i) => from.year + i)
  return years
    .flatMap((year) => [
      ...FIXED.map(([month, day, name]) => ({ name, day: Temporal.PlainDate.from({ year, month, day }) })),
      { name: 'Good Friday', day: easter(year).subtract({ days: 2 }) },
      { name: 'Corpus Christi', day: easter(year).add({ days: 60 }) },
    ])
    .filter(({ day }) => before(from, day) <= 0 && before(day, until) <= 0)
    .sort((a, b) => before(a.day, b.day))
}

const before = Temporal.PlainDate.compare

/** Easter Sunday by the anonymous Gregorian computation. */
function easter(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - (b >> 2) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * (c >> 2) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(n / 31), day: (n % 31) + 1 })
}
