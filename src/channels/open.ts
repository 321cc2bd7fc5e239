import type { Config } from '../config.ts'
import type { Carrier, Channel } from './channel.ts'
import { aboutOf, CHANNEL_NAMES } from './index.ts'

/** Keyed MACs of this installation (src/keys.ts): what a channel signs with. */
export type Mac = (purpose: string, value: string, bytes?: number) => string

/** What the `send.ts` of each channel's folder offers. */
interface Opener {
  open(config: Config, mac: Mac): Carrier
}

/** The carriers of the channels that are set up; the others are not loaded. Connections open with the first message. */
export async function openCarriers(config: Config, mac: Mac): Promise<Map<Channel, Carrier>> {
  const carriers = new Map<Channel, Carrier>()
  for (const channel of CHANNEL_NAMES.filter((one) => aboutOf(one).isSetUp(config))) {
    const { open } = (await import(`./${channel}/send.ts`)) as Opener
    carriers.set(channel, open(config, mac))
  }
  return carriers
}
