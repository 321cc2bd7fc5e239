import type { Manner } from '#src/posts/keep-manner.ts'
import type { Wished } from './incident-fields.ts'
import { mannerOf } from './incident-window.ts'

/** What a request says beside the words: to be kept with the post. */
export function mannerIn(wished: Wished): Manner {
  const { metadata, impact_override, scheduled_remind_prior } = wished
  const start = wished.auto_transition_deliver_notifications_at_start
  const end = wished.auto_transition_deliver_notifications_at_end
  return {
    ...mannerOf(wished),
    ...(metadata && { metadata }),
    ...(impact_override !== undefined && { impactOverride: impact_override }),
    ...(scheduled_remind_prior != null && { remindMinutes: scheduled_remind_prior ? 60 : null }),
    ...(start != null && { tellStart: start }),
    ...(end != null && { tellEnd: end }),
  }
}
