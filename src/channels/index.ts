import type { Config } from '../config.ts'
import type { Carrier, Channel } from './channel.ts'

/** Every channel there is: a new one is its folder and one line here. Null, and not loaded, where it is not set up. */
const OPENERS: Record<Channel, (config: Config) => Promise<Carrier | null>> = {
  email: async ({ email }) => email && (await import('./email/send.ts')).openEmail(email),
  sms: async ({ sms }) => sms && (await import('./sms/send.ts')).openSms(sms),
}

/** The carriers of the configured channels. Connections open with the first message. */
export async function openCarriers(config: Config): Promise<Map<Channel, Carrier>> {
  const carriers = new Map<Channel, Carrier>()
  for (const open of Object.values(OPENERS)) {
    const carrier = await open(config)
    if (carrier) carriers.set(carrier.channel, carrier)
  }
  return carriers
}
