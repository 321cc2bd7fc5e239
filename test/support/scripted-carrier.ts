import type { Carrier, Channel, Notice, Outcome } from '#src/channels/channel.ts'
import { countryOf } from '#src/channels/sms/address.ts'

/**
 * A carrier that answers as a test tells it to, for what the ledger does with outcomes. How real relays and carriers
 * come to an outcome is tested with real conversations in test/channels.
 */
export function scriptedCarrier(
  answer: (notice: Notice, nth: number) => Outcome | Promise<Outcome> = () => ({ result: 'sent' }),
  options: { channel?: Channel; concurrency?: number; find?: Carrier['find'] } = {},
): Carrier & { notices: Notice[]; tries: (address: string) => number } {
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
