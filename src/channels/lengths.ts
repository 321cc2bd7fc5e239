import { type Language, LOCALES } from '#src/words/language.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "in 24 hours", "in 3 days", "in 45 minutes": how far ahead an instant lies. */
export function aheadOf(now: number, at: number, language: Language): string {
  const ms = Math.max(MINUTE, at - now)
  const [count, unit] =
    ms < 90 * MINUTE
      ? [ms / MINUTE, 'minute' as const]
      : Math.round(ms / HOUR) <= 48
        ? [ms / HOUR, 'hour' as const]
        : [ms / DAY, 'day' as const]
  return relative(language).format(Math.round(count), unit)
}

/** "3 h 20 min", "45 min", "2 days": how long something lasted; `narrow` where every letter counts. */
export function lengthOf(ms: number, language: Language, style: 'short' | 'narrow' = 'short'): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE))
  const days = minutes >= 48 * 60 ? Math.round(minutes / 1_440) : 0
  const hours = days ? 0 : Math.floor(minutes / 60)
  const rest = days ? 0 : minutes % 60
  if (language === 'en')
    return [count(days, ' days'), count(hours, ' h'), count(rest, ' min')].filter(Boolean).join(' ')
  return new Intl.DurationFormat(LOCALES[language], {
    style: days && style === 'short' ? 'long' : style,
  }).format({
    days,
    hours,
    minutes: rest,
  })
}

function count(n: number, unit: string): string {
  return n ? `${n}${unit}` : ''
}

const relatives = new Map<Language, Intl.RelativeTimeFormat>()

function relative(language: Language): Intl.RelativeTimeFormat {
  const found = relatives.get(language) ?? new Intl.RelativeTimeFormat(LOCALES[language])
  relatives.set(language, found)
  return found
}
