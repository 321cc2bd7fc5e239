import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'

/** How many people each channel would reach. */
export type Reach = Record<Channel, number>

/** Everybody whom these channels reach together. */
export function peopleOf(counts: Reach, channels: readonly Channel[]): number {
  return channels.reduce((sum, channel) => sum + counts[channel], 0)
}

/** “12,301 by email and 214 by SMS”; a way by which nobody is told is not worth a word. */
export function reachInWords(counts: Reach, channels: readonly Channel[]): string {
  const some = channels.filter((channel) => counts[channel] > 0)
  const parts = some.map((channel) => `${counts[channel].toLocaleString('en')} ${aboutOf(channel).words.by}`)
  return new Intl.ListFormat('en').format(parts)
}
