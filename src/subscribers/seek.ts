import type { Sought } from '#db/queries/people.ts'
import { parseEmail } from '#src/channels/email/address.ts'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { addressHash } from './subscriber.ts'

/** Shorter beginnings and endings would find everybody. */
const SHORTEST = 2
const DIGITS = 4

/**
 * What somebody types who looks for a subscriber: a whole address, its beginning, `@` and a domain, or at least the last
 * four digits of a number. Whoever may not see addresses finds by the whole one only (`whole`): a beginning that finds
 * somebody would tell the next letter, and so on. Null when nothing was typed; a sentence when it finds nobody by nature.
 */
export function readSought(typed: string, { whole }: { whole: boolean }): Sought | string | null {
  const text = typed.trim().toLowerCase().slice(0, 254)
  if (!text) return null
  const exact = wholeAddress(text)
  if (exact) return { by: 'address', hashes: CHANNEL_NAMES.map((channel) => addressHash(channel, exact)) }
  if (whole)
    return 'Give the whole address: with your role, addresses are not shown, and not found by a part.'
  if (text.startsWith('@'))
    return text.length > SHORTEST + 1
      ? { by: 'domain', text: text.slice(1) }
      : 'Give the domain behind the @, such as @example.com.'
  const digits = text.replace(/[\s().-]/g, '')
  if (/^\d+$/.test(digits))
    return digits.length < DIGITS
      ? 'Give at least the last four digits of the number.'
      : { by: 'digits', text: digits.slice(-15) }
  if (text.length < SHORTEST) return 'Give at least two characters of the beginning.'
  return { by: 'beginning', text: /^\+[\d\s().-]+$/.test(text) ? digits : text }
}

/** As it is kept, where this is one. */
function wholeAddress(text: string): string | null {
  if (/^https?:\/\/\S+\.\S/.test(text)) return text
  if (text.startsWith('+')) {
    const number = text.replace(/[\s().-]/g, '')
    return /^\+\d{8,15}$/.test(number) ? number : null
  }
  const email = parseEmail(text)
  return email.ok ? email.address : null
}
