import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { config } from '#src/config.ts'
import { Refusal } from '#src/refusal.ts'

/**
 * Reads a typed address of a channel; a number may be typed as it is dialled in `country`, where that is named. Throws a
 * {@link Refusal} beside the channel's field.
 */
export function readAddress(
  channel: Channel,
  typed: string,
  country?: string,
): { address: string; country: string | null } {
  const about = aboutOf(channel)
  const result = about.read(typed, config(), country)
  if (!result.ok) throw new Refusal('invalid', { [about.field]: result.problem })
  return result
}
