import type { Channel } from '#src/channels/channel.ts'
import { withFollowers } from '#src/channels/index.ts'
import { type Impact, KINDS, type Kind, type State } from './kinds.ts'

/** The channels on which an update is told unless staff choose otherwise. */
export function tellsOf(kind: Kind, post: { state: State; impact: Impact | null; seq: number }): Channel[] {
  return withFollowers(KINDS[kind].tells(post))
}
