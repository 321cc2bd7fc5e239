// Each kind of English knows the zones of its own speakers by name, and the others by their distance only.
const ENGLISHES = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ']
const formats = new Map<string, Intl.DateTimeFormat>()

/** “WET”, “EST”, “IST”, else “UTC+3”: a zone's name at that instant, on the page and in every message alike. */
export function zoneName(at: number, zone: string): string {
  const named = (name: string) => !/^(GMT|UTC)[+-]/.test(name)
  const found = ENGLISHES.map((locale) => nameIn(locale, at, zone)).find(named)
  return found ?? nameIn('en-GB', at, zone).replace('GMT', 'UTC')
}

function nameIn(locale: string, at: number, timeZone: string): string {
  const key = `${locale} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
  formats.set(key, format)
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}
