/** An object out of JSON, of which nothing else is known. */
export type Json = Record<string, unknown>

/** `value` as an object; an empty one where it is none. */
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** A list of objects out of JSON, at most 1,000. */
export const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.slice(0, 1_000).map(object) : []

const LONGEST = 16 * 1024

/** A text of an object, or what its number reads as; empty where there is none. */
export function own(from: Json, name: string): string {
  const value = Object.hasOwn(from, name) ? from[name] : undefined
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value.slice(0, LONGEST) : ''
}
