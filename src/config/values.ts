import { dirname } from 'node:path'
import { z } from 'zod'

// The kinds of value that variables of the environment have. An empty one is one that is not set.

export const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
export const blank = (value: unknown) => (value === '' ? undefined : value)
export const text = z.preprocess(blank, z.string().optional())
export const yes = (name: string) =>
  z.preprocess(blank, z.enum(['yes', 'no'], { error: `${name} must be yes or no.` }).optional())
export const domain = (name: string) =>
  z.preprocess(
    blank,
    z
      .string()
      .regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/i, `${name} must be a domain such as mail.example.com.`)
      .optional(),
  )
const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
/** The code under which a country is known, and no former or colloquial one such as UK. */
export const isCountry = (code: string) =>
  code !== 'ZZ' &&
  COUNTRY_NAMES.of(code) !== undefined &&
  Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`

export const origin = z
  .string({ error: 'PUBLIC_URL is missing: the address of the page, such as https://status.example.com.' })
  .transform((value, ctx) => {
    const url = URL.parse(value)
    if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname)))) {
      ctx.addIssue(`PUBLIC_URL must be an https address (http only on this machine), not "${value}".`)
      return z.NEVER
    }
    if (url.pathname !== '/' || url.search || url.hash) {
      ctx.addIssue(`PUBLIC_URL must be an origin without a path, such as ${url.origin}.`)
      return z.NEVER
    }
    return url.origin
  })

export const count = (name: string, fallback: number, least: number, most: number) =>
  z.preprocess(
    blank,
    z.coerce
      .number({ error: `${name} must be a number.` })
      .int(`${name} must be a whole number.`)
      .min(least, `${name} must be at least ${least}.`)
      .max(most, `${name} must be at most ${most}.`)
      .default(fallback),
  )

/** A limit in so many a second; without one there is none. */
export const rate = (name: string) =>
  z.preprocess(
    blank,
    z.coerce
      .number({ error: `${name} must be a number: how many a second.` })
      .positive(`${name} must be more than 0; leave it out for no limit.`)
      .max(100_000, `${name} must be at most 100000.`)
      .optional(),
  )

/** A limit in so many a day; without one there is none. */
export const cap = (name: string) =>
  z.preprocess(
    blank,
    z.coerce
      .number({ error: `${name} must be a number: how many a day.` })
      .int(`${name} must be a whole number.`)
      .positive(`${name} must be more than 0; leave it out for no limit.`)
      .max(100_000_000, `${name} must be at most 100000000.`)
      .optional(),
  )

export const date = (name: string) =>
  z.preprocess(blank, z.iso.date({ error: `${name} must be a date such as 2026-11-22.` }).optional())

/** Beside an SQLite file; `data` where the ledger is elsewhere. */
export function folderOf(databaseUrl: string): string {
  return /^postgres(ql)?:/.test(databaseUrl)
    ? 'data'
    : dirname(databaseUrl.replace(/^(sqlite|file):(\/\/)?/, ''))
}
