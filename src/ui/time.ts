import type { Window } from '#src/posts/post.ts'
import { zoneName } from '#src/zone.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

// Making a formatter costs far more than using it.
const formats = new Map<string, Intl.DateTimeFormat>()

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
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

/** “9:05”, “18:00” */
export function clock(at: number, zone: string): string {
  return format(at, zone, { hour: 'numeric', minute: '2-digit' }).replace(/^0(?=\d:)/, '')
}

/** “22 Nov”, with the year when it is not the one of `now`. */
export function day(at: number, zone: string, now: number): string {
  const sameYear = dateAt(at, zone).year === dateAt(now, zone).year
  return format(at, zone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
}

/** “Today”, “Yesterday”, else as {@link shortDay}. */
export function dayHeading(at: number, zone: string, now: number): string {
  const back = daysFrom(at, now, zone)
  if (back === 0) return 'Today'
  if (back === -1) return 'Yesterday'
  return shortDay(at, zone, now)
}

/** “Sun 22 Nov”, with the year when it is not the one of `now`. */
export function shortDay(at: number, zone: string, now: number): string {
  return `${format(at, zone, { weekday: 'short' })} ${day(at, zone, now)}`
}

/** “14 to 17 Nov”, “30 Oct to 2 Nov” */
export function dayRange(from: number, to: number, zone: string, now: number): string {
  const sameMonth = dateAt(from, zone).toPlainYearMonth().equals(dateAt(to, zone).toPlainYearMonth())
  return `${sameMonth ? dateAt(from, zone).day : day(from, zone, now)} to ${day(to, zone, now)}`
}

/** “November 2026” for “2026-11”. */
export function monthName(month: string): string {
  return format(Date.parse(`${month}-15T12:00:00Z`), 'UTC', { month: 'long', year: 'numeric' })
}

/** “14:05 WET” today, else “18 Nov, 14:05 WET”. */
export function moment(at: number, zone: string, now: number): string {
  const when = `${clock(at, zone)} ${zoneName(at, zone)}`
  return daysFrom(at, now, zone) === 0 ? when : `${day(at, zone, now)}, ${when}`
}

/** After “until”: “18:00”, “tomorrow 9:00”, “Tue 9:00”, “Thu 24 Dec, 9:00”; midnight belongs to the day that it ends. */
export function soon(at: number, zone: string, now: number): string {
  const ahead = daysFrom(at, now, zone)
  if (isMidnight(at, zone)) {
    if (ahead === 1) return 'midnight'
    const eve = at - MINUTE
    return `the end of ${ahead > 1 && ahead < 7 ? format(eve, zone, { weekday: 'long' }) : shortDay(eve, zone, now)}`
  }
  if (ahead === 0) return clock(at, zone)
  if (ahead === 1) return `tomorrow ${clock(at, zone)}`
  if (ahead > 1 && ahead < 7) return `${format(at, zone, { weekday: 'short' })} ${clock(at, zone)}`
  return `${shortDay(at, zone, now)}, ${clock(at, zone)}`
}

/** A window as people say it: “Tue 24 Nov, 22:00 to 23:30 WET”, “Fri 25 Dec, all day”. */
export function windowText(
  { startsAt, endsAt, startsWall, endsWall, timeZone }: Window,
  now: number,
): string {
  const name = (at: number) => shortDay(at, timeZone, now)
  if (/T00:00/.test(startsWall) && /T(00:00|23:59)/.test(endsWall)) {
    const last = endsAt - (/T00:00/.test(endsWall) ? MINUTE : 0)
    const first = name(startsAt)
    return first === name(last) ? `${first}, all day` : `${first} to ${name(last)}, all day`
  }
  const zones = [zoneName(startsAt, timeZone), zoneName(endsAt, timeZone)]
  const from = `${name(startsAt)}, ${clock(startsAt, timeZone)}${zones[0] === zones[1] ? '' : ` ${zones[0]}`}`
  if (isMidnight(endsAt, timeZone))
    return `${from}${zones[0] === zones[1] ? ` ${zones[0]}` : ''} to the end of ${name(endsAt - MINUTE)}`
  const sameDay = dateAt(startsAt, timeZone).equals(dateAt(endsAt, timeZone))
  return `${from} to ${sameDay ? '' : `${name(endsAt)}, `}${clock(endsAt, timeZone)} ${zones[1]}`
}

/** “under a minute”, “4 min”, “2 h 14 min”, “3 days 4 h”. */
export function lasting(ms: number): string {
  if (ms < MINUTE) return 'under a minute'
  const minutes = Math.round(ms / MINUTE)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return both(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(ms / HOUR)
  return both(Math.floor(hours / 24), 'days', hours % 24, 'h')
}

function both(large: number, largeName: string, small: number, smallName: string): string {
  return small ? `${large} ${largeName} ${small} ${smallName}` : `${large} ${largeName}`
}

function isMidnight(at: number, zone: string): boolean {
  return clock(at, zone) === '0:00'
}

/** Whole calendar days from `now` to `at` in a zone; yesterday is -1. */
function daysFrom(at: number, now: number, zone: string): number {
  return dateAt(now, zone).until(dateAt(at, zone)).days
}
