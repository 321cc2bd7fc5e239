import type { Channel } from '#src/channels/channel.ts'
import { aboutOf, CHANNEL_NAMES } from '#src/channels/index.ts'

export interface Way {
  channel: Channel
  /** As it was typed. */
  address: string
}

/** Every address that a form gives: in the field of its channel, or an `endpoint` of the chosen `way`. */
export function waysIn(field: (name: string) => string): Way[] {
  const way = field('way')
  return CHANNEL_NAMES.flatMap((channel) => {
    const about = aboutOf(channel)
    if (about.agrees === 'given' || (about.field === 'endpoint' && channel !== way)) return []
    const address = field(about.field)
    return address.trim() ? [{ channel, address }] : []
  })
}

/** The channels behind the fold of other ways: those whose address is that of something, not of somebody. */
export const OTHER_WAYS = CHANNEL_NAMES.filter(
  (channel) => aboutOf(channel).field === 'endpoint' && aboutOf(channel).agrees === 'link',
)
