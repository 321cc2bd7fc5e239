import { z } from 'zod'
import { isTimeZone } from './posts/closing.ts'
import { type Problems, Refusal } from './refusal.ts'
import { LANGUAGES } from './words/language.ts'

/** What forms are read with. What was typed is a string, or a list where a field stands several times. */
export type TypedFields = Record<string, string | string[] | undefined>

/** What a form held: a name that stands several times keeps all its values; files are left out. */
export function typedOf(form: FormData): TypedFields {
  const typed: TypedFields = {}
  for (const name of new Set(form.keys())) {
    // Setting it would give the record another prototype.
    if (name === '__proto__') continue
    const values = form.getAll(name).filter((value) => typeof value === 'string')
    typed[name] = values.length > 1 ? values : values[0]
  }
  return typed
}

/** The files that a form brought, one for each name; a field left empty brings none. */
export function filesOf(form: FormData): Record<string, File> {
  const files = [...form].flatMap(([name, value]) =>
    value instanceof File && value.size && name !== '__proto__' ? [[name, value] as const] : [],
  )
  return Object.fromEntries(files)
}

/** Nobody can type NUL, PostgreSQL cannot keep it, and no other sign is cut off by it somewhere: a program sent it. */
export function refuseNul(typed: TypedFields): void {
  if (
    Object.entries(typed)
      .flat(2)
      .some((text) => text?.includes('\0'))
  )
    throw new Refusal('invalid', {
      form: 'This holds a character that nobody can type. Please write it anew.',
    })
}

// Characters that have no business in a line: they could end up in a header, a subject, a log.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

const single = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value)
const singleOrNothing = (value: unknown) => {
  const one = single(value)
  return typeof one === 'string' && one.trim() === '' ? undefined : one
}

/** One line that must be there. */
export function line(missing: string, most: number) {
  return z.preprocess(
    single,
    z
      .string({ error: missing })
      .trim()
      .min(1, missing)
      .max(most, `Keep this under ${most} characters.`)
      .refine((value) => !CONTROL.test(value), 'This must be one line of plain text.'),
  )
}

/** A field that may be left empty, which makes it null. */
export function optional<T extends z.ZodType<string | number>>(field: T) {
  return z
    .preprocess(singleOrNothing, field.optional())
    .transform((value) => (value ?? null) as z.output<T> | null)
}

/** Text of several lines. */
export function text(most: number) {
  return z
    .string()
    .trim()
    .max(most, `Keep this under ${most.toLocaleString('en')} characters.`)
    .transform((value) => value.replace(/\r\n?/g, '\n'))
}

/** A mail address in lower case. */
export const email = z.preprocess(
  (value) => (typeof single(value) === 'string' ? String(single(value)).trim().toLowerCase() : undefined),
  z
    .string({ error: 'Give an email address.' })
    .min(1, 'Give an email address.')
    .max(254, 'This address is too long to be one.')
    .pipe(z.email('This does not look like an email address.')),
)

/** An IANA zone such as Europe/Lisbon. */
export const zone = z.preprocess(
  single,
  z
    .string({ error: 'Choose a time zone.' })
    .refine(isTimeZone, 'This time zone is not known; write it like Europe/Lisbon.'),
)

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(words: T, wrong: string) {
  return z.preprocess(single, z.enum(words, { error: wrong }))
}

/** One of the languages that Candor speaks. */
export const language = choice(LANGUAGES, 'Choose one of the languages that Candor speaks.')

/** Several of them; none where nothing is ticked. */
export const languages = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.enum(LANGUAGES, { error: 'Choose among the languages that Candor speaks.' })),
)

/** Reads a form by a schema of fields; throws a {@link Refusal} with one sentence per wrong field. */
export function parse<T extends z.ZodType>(schema: T, typed: TypedFields): z.output<T> {
  const parsed = schema.safeParse(typed)
  if (parsed.success) return parsed.data
  const problems: Problems = {}
  for (const issue of parsed.error.issues) problems[String(issue.path[0] ?? 'form')] ??= issue.message
  throw new Refusal('invalid', problems)
}
