import type { Config } from '../config.ts'
import type { Carrier, Channel } from './channel.ts'
import { openEmail } from './email/send.ts'
import { openSms } from './sms/send.ts'

/** Every channel there is: a new one is its folder and one line here. Null where the operator has not set it up. */
const OPENERS: Record<Channel, (config: Config) => Carrier | null> = {
  email: ({ email }) => email && openEmail(email),
  sms: ({ sms }) => sms && openSms(sms),
}

/** The carriers of the configured channels. Connections open with the first message. */
export function openCarriers(config: Config): Map<Channel, Carrier> {
  const carriers = new Map<Channel, Carrier>()
  for (const open of Object.values(OPENERS)) {
    const carrier = open(config)
    if (carrier) carriers.set(carrier.channel, carrier)
  }
  return carriers
}
