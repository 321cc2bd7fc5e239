import { type Language, LOCALES } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { zoneName } from '#src/zone.ts'

/** How an instant is written for one reader: their zone when we know it, the page's beside it when it differs. */
export interface Clock {
  pageZone: string
  readerZone: string | null
  /** When it is written: a year that everybody knows is left out. */
  now: number
  language: Language
}

/** "15:05 CET", with the day in front when it is another: the reader's zone alone, for where space is short. */
export function briefly(at: number, clock: Clock): string {
  const zone = zoneFor(at, clock)
  const [then, now] = [parts(at, zone, clock), parts(clock.now, zone, clock)]
  const time = zoned(then.time, at, zone, clock.language)
  return then.day === now.day ? time : joined(then.day, time, clock.language)
}

/** The same in a text message: the day as short as the language has it, the zone by its letters. */
export function tersely(at: number, clock: Clock): string {
  const zone = zoneFor(at, clock)
  const [then, now] = [parts(at, zone, clock), parts(clock.now, zone, clock)]
  const time = `${then.time} ${zoneName(at, zone)}`
  return then.day === now.day
    ? time
    : joined(NUMERIC[clock.language] ? then.date : then.day, time, clock.language)
}

/** "Sun 22 Nov, 15:05 for you (14:05 in Lisbon)", or "Sun 22 Nov, 14:05 WET". */
export function instantFor(at: number, clock: Clock): string {
  const { language, pageZone } = clock
  const page = parts(at, pageZone, clock)
  const reader = clock.readerZone ? parts(at, clock.readerZone, clock) : page
  if (reader.day === page.day && reader.time === page.time)
    return joined(page.day, zoned(page.time, at, pageZone, language), language)
  const zone = zoneIn(at, pageZone, language)
  const time =
    language === 'en'
      ? `${page.time} in ${cityOf(pageZone)}`
      : joined(page.time, zone, language, isLetters(zone))
  const there = reader.day === page.day ? time : joined(page.day, time, language)
  return mailWordsIn(language).forYou(joined(reader.day, reader.time, language), there)
}

/** From one instant to another in the reader's zone, the day said once when both fall on it. */
export function spanFor(from: number, to: number, clock: Clock): string {
  const { language } = clock
  const zone = zoneFor(from, clock) === clock.pageZone ? zoneFor(to, clock) : zoneFor(from, clock)
  const [start, end] = [parts(from, zone, clock), parts(to, zone, clock)]
  const ending = start.day === end.day ? end.time : joined(end.day, end.time, language)
  const changes = language === 'en' && zoneName(from, zone) !== zoneName(to, zone)
  const named = changes
    ? `${ending} ${zoneName(from, zone)}/${zoneName(to, zone)}`
    : zoned(ending, to, zone, language)
  return `${joined(start.day, start.time, language)} – ${named}`
}

/** Since when a digest tells: "since yesterday", "since Monday", "since 2 Nov". */
export function sinceWords(since: number, clock: Clock): string {
  const { digest } = mailWordsIn(clock.language)
  const zone = clock.readerZone ?? clock.pageZone
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  const back = dayOf(since).until(dayOf(clock.now)).days
  if (back <= 1) return digest.sinceYesterday
  const { weekday, date } = named(since, zone, clock.language)
  return back <= 7 ? digest.sinceDay(weekday) : digest.sinceDate(date)
}

/** Languages whose short names of months or days hold letters that double the price of a text message. */
const NUMERIC: Partial<Record<Language, true>> = { fr: true, es: true, pt: true }

function joined(day: string, time: string, language: Language, close = false): string {
  if (language === 'ja' || close) return `${day} ${time}`
  return `${day}${language === 'ar' ? '،' : ','} ${time}`
}

/** The reader's zone; the page's own where their clocks show the same, so that one message has one name for it. */
function zoneFor(at: number, clock: Clock): string {
  const { pageZone, readerZone } = clock
  if (!readerZone) return pageZone
  const [page, reader] = [parts(at, pageZone, clock), parts(at, readerZone, clock)]
  return page.day === reader.day && page.time === reader.time ? pageZone : readerZone
}

function zoned(time: string, at: number, zone: string, language: Language): string {
  const name = zoneIn(at, zone, language)
  if (isLetters(name)) return `${time} ${name}`
  return language === 'ja' ? `${time}（${name}）` : `${time} (${name})`
}

const isLetters = (zone: string) => /^[A-Z]{2,5}([+-][\d:]+)?$/.test(zone)

/** A zone as the language calls it; where it has no name for it, its letters or its distance. */
function zoneIn(at: number, zone: string, language: Language): string {
  if (language === 'en') return zoneName(at, zone)
  const name = (timeZoneName: 'short' | 'longGeneric') =>
    format(language, { timeZone: zone, timeZoneName })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const found = [language === 'de' ? name('short') : '', name('longGeneric')].find(
    (one) => one && !/^(GMT|UTC|غرينتش)/.test(one),
  )
  return found?.replace(/^H(?=ora )/, 'h') ?? zoneName(at, zone)
}

function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

function parts(
  at: number,
  zone: string,
  { now, language }: Clock,
): { day: string; time: string; date: string } {
  const year = Math.abs(at - now) < 180 * 86_400_000 ? undefined : ('numeric' as const)
  const month = language === 'pt' ? 'long' : 'short'
  const clock = format(language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone: zone })
  return {
    day: format(language, { weekday: 'short', day: 'numeric', month, year, timeZone: zone })
      .format(at)
      // British English sets a comma behind the weekday, but only where a year follows.
      .replace(/^(\w{3}), (?=\d+ \w+ \d{4}$)/, '$1 '),
    time: clock.format(at).replace(/^0(?=\d:)/, ''),
    date: format(language, { day: 'numeric', month: 'numeric', year, timeZone: zone }).format(at),
  }
}

function named(at: number, timeZone: string, language: Language): { weekday: string; date: string } {
  const month = language === 'pt' ? 'long' : 'short'
  return {
    weekday: format(language, { weekday: 'long', timeZone }).format(at),
    date: format(language, { day: 'numeric', month, timeZone }).format(at),
  }
}

// Making a formatter costs far more than using it.
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const found = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options)
  formats.set(key, found)
  return found
}
