import { type Language, LOCALES } from '#src/words/language.ts'

// Each kind of English knows the zones of its own speakers by name, and the others by their distance only.
const ENGLISHES = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ']
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * “WET”, “EST”, “IST”, in German “MEZ”, else “UTC+3”: a zone's name at that instant as speakers of the language know it,
 * on the page and in every message alike.
 */
export function zoneName(at: number, zone: string, language: Language = 'en'): string {
  // A distance is no name, in whichever signs it is written.
  const named = (name: string) => !/[+\-−]\d/.test(name) && /^[A-Z]+$/.test(name)
  const locales = language === 'en' ? ENGLISHES : [LOCALES[language], ...ENGLISHES]
  const found = locales.map((locale) => nameIn(locale, at, zone)).find(named)
  return found ?? nameIn('en-GB', at, zone).replace('GMT', 'UTC')
}

function nameIn(locale: string, at: number, timeZone: string): string {
  const key = `${locale} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
  formats.set(key, format)
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}
