import { domainToASCII } from 'node:url'
import { refusalIn, type Said } from '#src/words/refusals/index.ts'
import type { AddressResult } from '../channel.ts'

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
// Letters, marks and digits of any script, with the dots that IDNA knows; nothing else reaches the converter.
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u

/**
 * One plain mail address, or a sentence that says what is wrong with it (E10). No quoted local part, no
 * group, no comment, no route, no address literal; an international domain becomes punycode. The whole
 * address is lower-cased: no provider of note tells `Ana@` from `ana@`, and each person is asked once.
 */
export function parseEmail(raw: string): AddressResult {
  const typed = raw.trim()
  if (!typed) return no('emailEmpty')
  const at = typed.lastIndexOf('@')
  if (at < 1 || at === typed.length - 1 || typed.indexOf('@') !== at) return no('emailAt')
  const local = typed.slice(0, at).toLowerCase()
  const domain = asciiDomain(typed.slice(at + 1))
  if (!LOCAL.test(local)) return no('emailLocal')
  if (!domain) return no('emailDomain')
  const address = `${local}@${domain}`
  if (local.length > 64 || address.length > 254) return no('emailLong')
  return { ok: true, address, country: null, language: null }
}

function asciiDomain(typed: string): string | null {
  if (!DOMAIN.test(typed)) return null
  const domain = domainToASCII(typed.toLowerCase()).toLowerCase()
  const labels = domain.split('.')
  // A last label of digits would be an IP address in disguise.
  const whole =
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d/.test(labels.at(-1) ?? '')
  return whole && domain.length <= 253 ? domain : null
}

function no(why: Said): AddressResult {
  return { ok: false, problem: refusalIn('en', why), why }
}
