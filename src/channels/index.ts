import type { Config } from '../config.ts'
import type { AddressResult, Carrier, Channel } from './channel.ts'
import { parseEmail } from './email/address.ts'
import { openEmail } from './email/send.ts'
import { parsePhone } from './sms/address.ts'
import { openSms } from './sms/send.ts'

interface Entry {
  /** The carrier, or null where the operator has not set one up. */
  open: (config: Config) => Carrier | null
  parse: (raw: string, config: Config) => AddressResult
}

/** Every channel there is: a new one is its folder and one line here. */
const CHANNELS: Record<Channel, Entry> = {
  email: { open: ({ email }) => email && openEmail(email), parse: (raw) => parseEmail(raw) },
  sms: {
    open: ({ sms }) => sms && openSms(sms),
    parse: (raw, { sms }) => parsePhone(raw, sms?.countries ?? []),
  },
}

/** The carriers of the configured channels. Connections open with the first message. */
export function openCarriers(config: Config): Map<Channel, Carrier> {
  const carriers = new Map<Channel, Carrier>()
  for (const entry of Object.values(CHANNELS)) {
    const carrier = entry.open(config)
    if (carrier) carriers.set(carrier.channel, carrier)
  }
  return carriers
}

/** A typed address of a channel, normalised, or one sentence that says what is wrong with it. */
export function parseAddress(channel: Channel, raw: string, config: Config): AddressResult {
  return CHANNELS[channel].parse(raw, config)
}
