import type { Channel } from '#src/channels/channel.ts'

/** How many people each channel would reach. */
export type Reach = Record<Channel, number>

/** Everybody whom these channels reach together. */
export function peopleOf(counts: Reach, channels: readonly Channel[]): number {
  return channels.reduce((sum, channel) => sum + counts[channel], 0)
}

/** “12,301 by email and 214 by SMS”; a way by which nobody is told is not worth a word. */
export function reachInWords(counts: Reach, channels: readonly Channel[]): string {
  const words = { email: 'by email', sms: 'by SMS' } as const
  const some = channels.filter((channel) => counts[channel] > 0)
  const parts = some.map((channel) => `${counts[channel].toLocaleString('en')} ${words[channel]}`)
  return parts.join(' and ')
}

/** Above this a number must be typed before people are told (F7). */
const MANY = 10_000

export function isMany(people: number): boolean {
  return people > MANY
}
