import type { Db } from '#db/open.ts'
import { countAudience } from '#db/queries/announcements.ts'
import { CHANNEL_NAMES, type Channel } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'

/** How many each channel would reach. */
export type Reach = Record<Channel, number>

/**
 * How many people an announcement of this kind about these components would reach now, by channel, chosen or not:
 * the composer shows it before anything goes.
 */
export function reach(db: Db, about: { kind: Kind; componentIds: string[] }): Promise<Reach> {
  return countAudience(db, { ...about, channels: [...CHANNEL_NAMES] })
}

/** Everybody whom these channels reach together. */
export function peopleOf(counts: Reach, channels: readonly Channel[]): number {
  return channels.reduce((sum, channel) => sum + counts[channel], 0)
}

/** “12,301 by email and 214 by SMS”. */
export function reachInWords(counts: Reach, channels: readonly Channel[]): string {
  const words = { email: 'by email', sms: 'by SMS' } as const
  const parts = channels.map((channel) => `${counts[channel].toLocaleString('en')} ${words[channel]}`)
  return parts.join(' and ')
}
