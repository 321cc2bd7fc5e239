import type { Carrier, Channel, Notice, Outcome } from '#src/channels/channel.ts'
import { countryOf } from '#src/channels/sms/address.ts'

type Scripted = Carrier & { notices: Notice[]; tries: (address: string) => number }
interface Options {
  channel?: Channel
  concurrency?: number
  find?: Carrier['find']
}

/**
 * A carrier that answers as a test tells it to, for what the ledger does with outcomes. How real relays and carriers
 * come to an outcome is tested with real conversations in test/channels.
 */
export function scriptedCarrier(
  answer: (notice: Notice, nth: number) => Outcome | Promise<Outcome> = () => ({ result: 'sent' }),
  options: Options = {},
): Scripted {
  const notices: Notice[] = []
  return {
    channel: options.channel ?? 'email',
    concurrency: options.concurrency ?? 4,
    destinationOf: (address) =>
      address.startsWith('+') ? countryOf(address) : address.slice(address.lastIndexOf('@') + 1),
    weightOf: () => 1,
    notices,
    tries: (address) => notices.filter((notice) => notice.to.address === address).length,
    async send(notice) {
      notices.push(notice)
      return answer(notice, notices.length)
    },
    ...(options.find ? { find: options.find } : {}),
    async close() {},
  }
}

/** One that has every message on its way until `release` is called, and then takes them all. */
export function holdingCarrier(options: Options = {}): Scripted & { release: () => void } {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  return Object.assign(
    scriptedCarrier(() => promise, options),
    { release: () => resolve({ result: 'sent' }) },
  )
}
