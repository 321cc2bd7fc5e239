import type { Window } from '#src/posts/post.ts'
import { type Language, LOCALES } from '#src/words/language.ts'
import { timesIn } from '#src/words/times/index.ts'
import { zoneName } from '#src/zone.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

// Making a formatter costs far more than using it.
const formats = new Map<string, Intl.DateTimeFormat>()

function format(at: number, zone: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, ...options })
    formats.set(key, found)
  }
  return found.format(at)
}

const dateAt = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

/** For `<time datetime>`. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** “9:05”, “18:00”: alike in every language. */
export function clock(at: number, zone: string): string {
  return format(at, zone, 'en', { hour: 'numeric', minute: '2-digit' }).replace(/^0(?=\d:)/, '')
}

/** “22 Nov”, with the year when it is not the one of `now`. */
export function day(at: number, zone: string, now: number, language: Language = 'en'): string {
  return format(at, zone, language, { day: 'numeric', month: 'short', ...year(at, zone, now) })
}

/** “Today”, “Yesterday”, else as {@link shortDay}. */
export function dayHeading(at: number, zone: string, now: number, language: Language = 'en'): string {
  const back = daysFrom(at, now, zone)
  if (back === 0) return timesIn(language).today
  if (back === -1) return timesIn(language).yesterday
  return shortDay(at, zone, now, language)
}

/** “Sun 22 Nov”, with the year when it is not the one of `now`. */
export function shortDay(at: number, zone: string, now: number, language: Language = 'en'): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', ...year(at, zone, now) } as const
  const text = format(at, zone, language, options)
  // With a year British English puts a comma after the weekday; without one it does not.
  return language === 'en' ? text.replace(',', '') : text
}

function year(at: number, zone: string, now: number): Intl.DateTimeFormatOptions {
  return dateAt(at, zone).year === dateAt(now, zone).year ? {} : { year: 'numeric' }
}

/** “14 to 17 Nov”, “30 Oct to 2 Nov” */
export function dayRange(
  from: number,
  to: number,
  zone: string,
  now: number,
  language: Language = 'en',
): string {
  const [first, last] = [dateAt(from, zone), dateAt(to, zone)]
  const number = first.toPlainYearMonth().equals(last.toPlainYearMonth()) ? first.day : undefined
  return timesIn(language).days(day(from, zone, now, language), day(to, zone, now, language), number)
}

/** “November 2026” for “2026-11”. */
export function monthName(month: string, language: Language = 'en'): string {
  return ofMonth(month, language, { month: 'long', year: 'numeric' })
}

/** “November” for “2026-11”. */
export function monthAlone(month: string, language: Language): string {
  return ofMonth(month, language, { month: 'long' })
}

function ofMonth(month: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  return format(Date.parse(`${month}-15T12:00:00Z`), 'UTC', language, options)
}

/** “Mon” to “Sun”. */
export function weekdays(language: Language): string[] {
  const monday = Date.parse('2026-11-23T12:00:00Z')
  return [0, 1, 2, 3, 4, 5, 6].map((ahead) =>
    format(monday + ahead * 24 * HOUR, 'UTC', language, { weekday: 'short' }),
  )
}

/** “22 November 2026” for “2026-11-22”. */
export function dateText(date: string, language: Language = 'en'): string {
  return format(Date.parse(`${date}T12:00:00Z`), 'UTC', language, { dateStyle: 'long' })
}

/** “14:05 WET” today, else “18 Nov, 14:05 WET”. */
export function moment(at: number, zone: string, now: number, language: Language = 'en'): string {
  const when = `${clock(at, zone)} ${zoneName(at, zone, language)}`
  if (daysFrom(at, now, zone) === 0) return when
  return timesIn(language).dayAndTime(day(at, zone, now, language), when)
}

/**
 * “until 18:00”, “until tomorrow 9:00”, “until Tue 9:00”, “until Thu 24 Dec, 9:00”; midnight belongs to the day that it
 * ends.
 */
export function until(at: number, zone: string, now: number, language: Language = 'en'): string {
  const words = timesIn(language)
  const ahead = daysFrom(at, now, zone)
  const near = ahead > 1 && ahead < 7
  const weekday = (instant: number, weekday: 'short' | 'long') => format(instant, zone, language, { weekday })
  if (isMidnight(at, zone)) {
    if (ahead === 1) return words.untilMidnight
    const eve = at - MINUTE
    return near
      ? words.untilEndOfWeekday(weekday(eve, 'long'))
      : words.untilEndOfDate(shortDay(eve, zone, now, language))
  }
  const time = clock(at, zone)
  if (ahead === 0) return words.untilTime(time)
  if (ahead === 1) return words.untilTomorrow(time)
  if (near) return words.untilWeekday({ short: weekday(at, 'short'), long: weekday(at, 'long') }, time)
  return words.untilDate(shortDay(at, zone, now, language), time)
}

/** A window as people say it: “Tue 24 Nov, 22:00 to 23:30 WET”, “Fri 25 Dec, all day”. */
export function windowText(
  { startsAt, endsAt, startsWall, endsWall, timeZone }: Window,
  now: number,
  language: Language = 'en',
): string {
  const words = timesIn(language)
  const name = (at: number) => shortDay(at, timeZone, now, language)
  const time = (at: number, zone?: string) => `${clock(at, timeZone)}${zone ? ` ${zone}` : ''}`
  if (/T00:00/.test(startsWall) && /T(00:00|23:59)/.test(endsWall)) {
    const last = endsAt - (/T00:00/.test(endsWall) ? MINUTE : 0)
    const first = name(startsAt)
    return words.allDay(first === name(last) ? first : words.fromTo(first, name(last)))
  }
  const [begins = '', ends = ''] = [startsAt, endsAt].map((at) => zoneName(at, timeZone, language))
  const zone = begins === ends ? undefined : begins
  if (isMidnight(endsAt, timeZone))
    return words.fromToEndOf(words.dayAndTime(name(startsAt), time(startsAt, begins)), name(endsAt - MINUTE))
  const from = words.dayAndTime(name(startsAt), time(startsAt, zone))
  const sameDay = dateAt(startsAt, timeZone).equals(dateAt(endsAt, timeZone))
  const to = time(endsAt, ends)
  return words.fromTo(from, sameDay ? to : words.dayAndTime(name(endsAt), to))
}

/** “under a minute”, “4 min”, “2 h 14 min”, “3 days 4 h”. */
export function lasting(ms: number, language: Language = 'en'): string {
  const words = timesIn(language)
  if (ms < MINUTE) return words.underAMinute
  const minutes = Math.round(ms / MINUTE)
  if (minutes < 60) return words.minutes(minutes)
  const both = (large: string, rest: number, small: (count: number) => string) =>
    rest ? words.both(large, small(rest)) : large
  if (minutes < 48 * 60) return both(words.hours(Math.floor(minutes / 60)), minutes % 60, words.minutes)
  const hours = Math.round(ms / HOUR)
  return both(words.wholeDays(Math.floor(hours / 24)), hours % 24, words.hours)
}

function isMidnight(at: number, zone: string): boolean {
  return clock(at, zone) === '0:00'
}

/** Whole calendar days from `now` to `at` in a zone; yesterday is -1. */
function daysFrom(at: number, now: number, zone: string): number {
  return dateAt(now, zone).until(dateAt(at, zone)).days
}
