import type { Raw } from './alarm.ts'

/** However long a monitor's texts are, so much of them is kept. */
export const MOST = { line: 255, text: 2_000, url: 2_000, key: 4_000, labels: 64, values: 20 } as const

// What no line of text has, and NUL, which PostgreSQL cannot keep.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** An object's fields; nothing of anything else. */
export function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Text of one or several lines, whole signs only and none that cannot be seen; numbers count as text. */
export function text(value: unknown, most: number = MOST.text): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  // Long before it is looked at, so that a huge one costs nothing.
  const clean = value
    .slice(0, most * 4)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN, '')
    .trim()
  return clean.length <= most ? clean : `${clean.slice(0, most - 1).toWellFormed()}…`
}

/** One line of text. */
export function line(value: unknown, most: number = MOST.line): string {
  return text(typeof value === 'string' ? value.slice(0, most * 4).replace(/\s+/g, ' ') : value, most)
}

/** The first of these that says something. */
export function first(...values: string[]): string {
  return values.find((value) => value !== '') ?? ''
}

/** The instant that a time means in ISO 8601, which is UTC where it names no zone; Go's year 1 is none. */
export function instant(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 40) return null
  const zoned = /(?:z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`
  return reasonable(Date.parse(zoned))
}

/** The instant of a count of seconds or of milliseconds since 1970, as a number or a text. */
export function epoch(value: unknown): number | null {
  if (value === '' || (typeof value !== 'number' && typeof value !== 'string')) return null
  const count = Number(value)
  return reasonable(Math.trunc(count < 1e11 ? count * 1000 : count))
}

const reasonable = (at: number) => (at > 0 && at < 253_402_300_800_000 ? at : null)

/** An address of the web, as the monitor gave it. */
export function webAddress(value: unknown): string | null {
  const given = line(value, MOST.url)
  return /^https?:\/\/\S+$/i.test(given) && URL.canParse(given) ? given : null
}

/** Labels of one or many alerts put together: each with all the values that it has among them. */
export function labelsOf(...sets: unknown[]): Record<string, string[]> {
  const all = new Map<string, string[]>()
  for (const set of sets)
    for (const [rawName, rawValue] of Object.entries(record(set)).slice(0, MOST.labels)) {
      const [name, value] = [line(rawName, 100), line(rawValue)]
      if (name === '' || name === '__proto__' || value === '') continue
      const values = all.get(name) ?? []
      if (!all.has(name) && all.size >= MOST.labels) continue
      if (!values.includes(value) && values.length < MOST.values) values.push(value)
      all.set(name, values)
    }
  return Object.fromEntries(all)
}
