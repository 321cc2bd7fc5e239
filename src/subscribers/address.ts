import type { Channel } from '#src/channels/channel.ts'
import { parseEmail } from '#src/channels/email/address.ts'
import { parsePhone } from '#src/channels/sms/address.ts'
import { config } from '#src/config.ts'
import { Refusal } from '#src/refusal.ts'

/**
 * Reads a typed address of a channel; a number may be typed as it is dialled in `country`, where that is named. Throws a
 * {@link Refusal} beside `email` or `phone`.
 */
export function readAddress(
  channel: Channel,
  typed: string,
  country?: string,
): { address: string; country: string | null } {
  const enabled = config().sms?.countries ?? []
  const countries = country ? enabled.filter((one) => one === country.toUpperCase()) : enabled
  const result =
    channel === 'email' ? parseEmail(typed) : parsePhone(typed, countries.length ? countries : enabled)
  if (!result.ok) throw new Refusal('invalid', { [channel === 'email' ? 'email' : 'phone']: result.problem })
  return result
}
