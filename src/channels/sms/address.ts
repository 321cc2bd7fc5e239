import { type CountryCode, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { AddressResult } from '../channel.ts'

/** Numbers that cannot read a text message, or that earn money from one (S8). */
const REFUSED: Partial<Record<Exclude<NumberType, undefined>, string>> = {
  FIXED_LINE: 'This is a fixed line, which cannot receive text messages. Give a mobile number.',
  PREMIUM_RATE: 'Premium-rate numbers cannot subscribe. Give a mobile number.',
  SHARED_COST: 'Shared-cost numbers cannot subscribe. Give a mobile number.',
  TOLL_FREE: 'Toll-free numbers cannot subscribe. Give a mobile number.',
  UAN: 'Company access numbers cannot subscribe. Give a mobile number.',
  PAGER: 'Pagers cannot subscribe. Give a mobile number.',
  VOICEMAIL: 'Voicemail numbers cannot subscribe. Give a mobile number.',
  PERSONAL_NUMBER: 'Personal redirect numbers cannot subscribe. Give a mobile number.',
  VOIP: 'Internet phone numbers cannot subscribe. Give a mobile number.',
}

/**
 * One mobile number in E.164, or a sentence that says what is wrong with it. Only numbers of `countries` are
 * taken; with a single country its numbers may be typed as they are dialled there.
 */
export function parsePhone(raw: string, countries: string[]): AddressResult & { timeZone?: string | null } {
  const typed = raw.trim().replace(/^00(?=[1-9])/, '+')
  if (!typed) return no('Type your mobile number.')
  if (!countries.length) return no('Text messages are not available on this page.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
  if (typed.length > 40 || /[\u0000-\u001f\u007f]|[a-z;@]/i.test(typed))
    return no('This is not a phone number.')
  const home = countries.length === 1 ? (countries[0] as CountryCode) : undefined
  const number = parsePhoneNumberFromString(
    typed,
    home ? { defaultCountry: home, extract: false } : { extract: false },
  )
  if (!number && !typed.startsWith('+') && !home)
    return no('Begin with + and the country code, such as +351 912 345 678.')
  if (!number?.isValid() || number.ext) return no('This is not a phone number that exists.')
  if (!number.country || !countries.includes(number.country))
    return no(`Numbers of this country are not enabled; we can text ${named(countries)}.`)
  const problem = REFUSED[number.getType() ?? 'FIXED_LINE']
  if (problem) return no(problem)
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

function named(countries: string[]): string {
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  return `numbers of ${countries.map((code) => names.of(code) ?? code).join(', ')} only`
}

function no(problem: string): AddressResult {
  return { ok: false, problem }
}
