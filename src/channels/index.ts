import type { About } from './about.ts'
import { discord } from './discord/about.ts'
import { email } from './email/about.ts'
import { slack } from './slack/about.ts'
import { sms } from './sms/about.ts'
import { teams } from './teams/about.ts'
import { webhook } from './webhook/about.ts'
import { webpush } from './webpush/about.ts'

/** Every channel there is: a new one is its folder, of which `send.ts` opens the carrier, and one line here. */
export const CHANNELS = {
  email,
  sms,
  webhook,
  slack,
  discord,
  teams,
  webpush,
}

export type Channel = keyof typeof CHANNELS

export const CHANNEL_NAMES = Object.keys(CHANNELS) as [Channel, ...Channel[]]

export function aboutOf(channel: Channel): About {
  return CHANNELS[channel]
}

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(CHANNELS, name)
}

/** The same for each channel, such as a count of nobody. */
export function byChannel<Value>(make: (channel: Channel) => Value): Record<Channel, Value> {
  return Object.fromEntries(CHANNEL_NAMES.map((channel) => [channel, make(channel)])) as Record<
    Channel,
    Value
  >
}

/** Where a message that may have left is looked for before anything is sent again. */
export const LOOKED_FOR = CHANNEL_NAMES.filter((channel) => aboutOf(channel).unanswered === 'look')

/** Whose addresses staff may read; those of the others are secrets of whoever gave them. */
export const READABLE = CHANNEL_NAMES.filter((channel) => aboutOf(channel).field !== 'endpoint')

/** These, and those that are told whenever they are unless somebody chooses otherwise. */
export function withFollowers(channels: readonly Channel[]): Channel[] {
  return CHANNEL_NAMES.filter((channel) => {
    const { follows } = aboutOf(channel)
    return channels.includes(channel) || (follows !== null && channels.includes(follows))
  })
}
