import { type Language, LOCALES } from '#src/words/language.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const relatives = new Map<Language, Intl.RelativeTimeFormat>()

/** "in 24 hours", "in 3 days", "in 45 minutes": how far ahead an instant lies. */
export function aheadOf(now: number, at: number, language: Language): string {
  const relative = relatives.get(language) ?? new Intl.RelativeTimeFormat(LOCALES[language])
  relatives.set(language, relative)
  const ms = Math.max(MINUTE, at - now)
  if (ms < 90 * MINUTE) return relative.format(Math.round(ms / MINUTE), 'minute')
  if (Math.round(ms / HOUR) <= 48) return relative.format(Math.round(ms / HOUR), 'hour')
  return relative.format(Math.round(ms / DAY), 'day')
}

/** What a day is called where hours and minutes are alike. */
const DAYS: Partial<Record<Language, string>> = { de: 'T', fr: 'j' }

/** "3 h 20 min", "2 d": how long something lasted, in as few letters as the language has, for a text message. */
export function tersestLength(ms: number, language: Language): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE))
  const long = minutes >= 48 * 60
  const days = long ? Math.round(minutes / 1_440) : 0
  const [hours, rest] = long ? [0, 0] : [Math.floor(minutes / 60), minutes % 60]
  if (language === 'ja' || language === 'ar')
    return new Intl.DurationFormat(LOCALES[language], { style: 'short' }).format({
      days,
      hours,
      minutes: rest,
    })
  return [days && `${days} ${DAYS[language] ?? 'd'}`, hours && `${hours} h`, rest && `${rest} min`]
    .filter(Boolean)
    .join(' ')
}
