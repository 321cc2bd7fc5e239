import type { Db } from '#db/open.ts'
import { countAudience } from '#db/queries/announcements.ts'
import { CHANNEL_NAMES } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Reach } from './reach.ts'

/**
 * How many people an announcement of this kind about these components would reach now, by channel, chosen or not:
 * the composer shows it before anything goes.
 */
export function reach(db: Db, about: { kind: Kind; componentIds: string[] }): Promise<Reach> {
  return countAudience(db, { ...about, channels: [...CHANNEL_NAMES] })
}
