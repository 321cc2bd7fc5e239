import type { AddressResult, Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { config } from '#src/config.ts'
import { Refusal, SpokenRefusal } from '#src/refusal.ts'

/**
 * Reads a typed address of a channel; a number may be typed as it is dialled in `country`, where that is named. Throws a
 * {@link Refusal} beside the channel's field, or the one that is named.
 */
export function readAddress(
  channel: Channel,
  typed: string,
  { country, field }: { country?: string; field?: string } = {},
): { address: string; country: string | null } {
  const about = aboutOf(channel)
  const result = about.read(typed, config(), country)
  if (!result.ok) throw refusal(field ?? about.field, result)
  return result
}

function refusal(field: string, { why, problem }: Extract<AddressResult, { ok: false }>): Refusal {
  return why ? new SpokenRefusal('invalid', { [field]: why }) : new Refusal('invalid', { [field]: problem })
}

/** What one field for either is: a number is written with digits only, an address never. */
export function channelOf(typed: string): Channel {
  return /^[\s+()\d./-]+$/.test(typed) ? 'sms' : 'email'
}
