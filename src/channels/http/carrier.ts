import type { Config } from '#src/config.ts'
import type { Carrier, Channel, Notice } from '../channel.ts'
import { outcomeOf } from './outcome.ts'
import { openPost, type PostSettings } from './post.ts'

/** What is posted for one notice, and where. */
export interface Parcel {
  url: string
  headers: Record<string, string>
  body: string | Buffer
}

/** How many receivers are spoken to at once: one that is slow holds up none of the others for long. */
const CONCURRENCY = 32

/**
 * The carrier of a channel whose messages are posted to addresses that subscribers give; `parcelOf` sets one; `gone`: how a receiver says
 * that it wants no more.
 */
export function openPosting(
  channel: Channel,
  parcelOf: (notice: Notice) => Parcel | Promise<Parcel>,
  settings: PostSettings,
  gone?: readonly number[],
): Carrier {
  const { post, close } = openPost(settings)
  return {
    channel,
    concurrency: CONCURRENCY,
    destinationOf: (address) => URL.parse(address)?.hostname ?? '',
    weightOf: () => 1,
    async send(notice) {
      let parcel: Parcel
      try {
        parcel = await parcelOf(notice)
      } catch (error) {
        const { name } = error as Error
        return { result: 'failed', code: 'ECOMPOSE', answer: name }
      }
      return outcomeOf(await post(parcel.url, parcel), parcel.url, gone)
    },
    close,
  }
}

/** As the operator has configured it. */
export function postSettings({ outgoing }: Config): PostSettings {
  return { allowed: outgoing?.allowed ?? [] }
}
