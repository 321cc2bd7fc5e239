import { type CountryCode, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { refusalIn, type Said } from '#src/words/refusals/index.ts'
import type { AddressResult } from '../channel.ts'

/** Numbers that cannot read a text message, or that earn money from one (S8). */
const REFUSED = new Set<NumberType>([
  'FIXED_LINE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'UAN',
  'PAGER',
  'VOICEMAIL',
  'PERSONAL_NUMBER',
  'VOIP',
])

/**
 * One mobile number in E.164, or a sentence that says what is wrong with it. Only numbers of `countries` are
 * taken; with a single country its numbers may be typed as they are dialled there.
 */
export function parsePhone(raw: string, countries: string[]): AddressResult & { timeZone?: string | null } {
  const typed = raw.trim().replace(/^00(?=[1-9])/, '+')
  if (!typed) return no('phoneEmpty')
  if (!countries.length) return no('phoneOff')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
  if (typed.length > 40 || /[\u0000-\u001f\u007f]|[a-z;@]/i.test(typed)) return no('phoneNot')
  const home = countries.length === 1 ? (countries[0] as CountryCode) : undefined
  const number = parsePhoneNumberFromString(
    typed,
    home ? { defaultCountry: home, extract: false } : { extract: false },
  )
  if (!number && !typed.startsWith('+') && !home) return no('phonePlus')
  if (!number?.isValid() || number.ext) return no('phoneUnreal')
  if (!number.country || !countries.includes(number.country)) return no({ phoneCountry: countries })
  if (REFUSED.has(number.getType() ?? 'FIXED_LINE')) return no('phoneKind')
  return { ok: true, address: number.number, country: number.country, ...defaultsOf(number.country) }
}

/** The country of a number in E.164, ISO 3166-1; `ZZ` where that cannot be told. */
export function countryOf(address: string): string {
  return parsePhoneNumberFromString(address)?.country ?? 'ZZ'
}

/** What may be assumed of somebody with a number of this country; a zone only where the country has one. */
export function defaultsOf(country: string): { language: string | null; timeZone: string | null } {
  const locale = new Intl.Locale(`und-${country}`)
  const zones = locale.getTimeZones() ?? []
  return {
    language: locale.maximize().language ?? null,
    timeZone: zones.length === 1 ? (zones[0] ?? null) : null,
  }
}

function no(why: Said): AddressResult {
  return { ok: false, problem: refusalIn('en', why), why }
}

/** A number in E.164 as it is dialled in its own country, digits only. */
export function nationalNumber(address: string): string {
  return parsePhoneNumberFromString(address)?.nationalNumber ?? address.replace(/\D/g, '')
}
