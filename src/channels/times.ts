import { day, shortDay, clock as timeOf } from '#src/ui/time.ts'
import { type Language, LOCALES } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { timesIn } from '#src/words/times/index.ts'
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
  return dayUnlessToday(at, shortDay(at, zone, clock.now, clock.language), zone, clock)
}

/** The same in a text message: the day as short as the language has it. */
export function tersely(at: number, clock: Clock): string {
  const zone = zoneFor(at, clock)
  return dayUnlessToday(at, tersestDay(at, zone, clock), zone, clock)
}

/** "Sun 22 Nov, 15:05 for you (14:05 in Lisbon)", or "Sun 22 Nov, 14:05 WET". */
export function instantFor(at: number, clock: Clock): string {
  const { language, pageZone } = clock
  const words = timesIn(language)
  const page = shown(at, pageZone, clock)
  const reader = shown(at, clock.readerZone ?? pageZone, clock)
  const zone = zoneName(at, pageZone, language)
  if (alike(page, reader)) return words.dayAndTime(page.day, `${page.time} ${zone}`)
  const time = language === 'en' ? `${page.time} in ${cityOf(pageZone)}` : `${page.time} ${zone}`
  const there = reader.day === page.day ? time : words.dayAndTime(page.day, time)
  return mailWordsIn(language).forYou(words.dayAndTime(reader.day, reader.time), there)
}

/** From one instant to another in the reader's zone, the day said once when both fall on it. */
export function spanFor(from: number, to: number, clock: Clock): string {
  const { language } = clock
  const { dayAndTime } = timesIn(language)
  const zone = zoneFor(from, clock) === clock.pageZone ? zoneFor(to, clock) : zoneFor(from, clock)
  const [start, end] = [shown(from, zone, clock), shown(to, zone, clock)]
  const ending = start.day === end.day ? end.time : dayAndTime(end.day, end.time)
  const [one, other] = [zoneName(from, zone, language), zoneName(to, zone, language)]
  const name = one === other ? one : `${one}/${other}`
  return `${dayAndTime(start.day, start.time)} – ${ending} ${name}`
}

/** Since when a digest tells: "since yesterday", "since Monday", "since 2 Nov". */
export function sinceWords(since: number, clock: Clock): string {
  const { language, now } = clock
  const { digest } = mailWordsIn(language)
  const zone = clock.readerZone ?? clock.pageZone
  const dateOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  const back = dateOf(since).until(dateOf(now)).days
  if (back <= 1) return digest.sinceYesterday
  if (back > 7) return digest.sinceDate(day(since, zone, now, language))
  return digest.sinceDay(format(language, { weekday: 'long', timeZone: zone }).format(since))
}

function dayUnlessToday(at: number, name: string, zone: string, { now, language }: Clock): string {
  const time = `${timeOf(at, zone)} ${zoneName(at, zone, language)}`
  const today = shortDay(at, zone, now, language) === shortDay(now, zone, now, language)
  return today ? time : timesIn(language).dayAndTime(name, time)
}

/** Languages whose names of months or days are long, or hold letters that double the price of a text message. */
const NUMERIC: Language[] = ['fr', 'es', 'pt', 'ar']

function tersestDay(at: number, zone: string, { now, language }: Clock): string {
  return NUMERIC.includes(language)
    ? format('en', { day: 'numeric', month: 'numeric', timeZone: zone }).format(at)
    : shortDay(at, zone, now, language)
}

/** The reader's zone; the page's own where their clocks show the same, so that one message has one name for it. */
function zoneFor(at: number, clock: Clock): string {
  const { pageZone, readerZone } = clock
  if (!readerZone) return pageZone
  return alike(shown(at, pageZone, clock), shown(at, readerZone, clock)) ? pageZone : readerZone
}

interface Shown {
  day: string
  time: string
}

function shown(at: number, zone: string, { now, language }: Clock): Shown {
  return { day: shortDay(at, zone, now, language), time: timeOf(at, zone) }
}

function alike(one: Shown, other: Shown): boolean {
  return one.day === other.day && one.time === other.time
}

function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

// Making a formatter costs far more than using it.
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const found = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options)
  formats.set(key, found)
  return found
}
