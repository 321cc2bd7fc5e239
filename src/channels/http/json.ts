import type { Config } from '#src/config.ts'
import type { Carrier, Channel, Notice } from '../channel.ts'
import { openPosting, postSettings } from './carrier.ts'

/** The `open` of a channel that posts one JSON to the address of its subscriber, and nothing besides. */
export function postsJson(channel: Channel, messageOf: (notice: Notice) => unknown) {
  return (config: Config): Carrier =>
    openPosting(
      channel,
      (notice) => ({
        url: notice.to.address,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(messageOf(notice)),
      }),
      postSettings(config),
    )
}
