import type { Db } from '#db/open.ts'
import { updatePost } from '#db/queries/change-post.ts'
import { touchPost } from './touched.ts'

/** What a program keeps with a post, and how its closure goes; what is missing stays as it is. */
export interface Manner {
  metadata?: Record<string, unknown>
  impactOverride?: string | null
  remindMinutes?: number | null
  tellStart?: boolean
  tellEnd?: boolean
  startsByHand?: boolean
  endsByHand?: boolean
  keepsStatus?: boolean
}

/** Writes it down, in the caller's transaction. People see of it whether a closure is in force and lies over components. */
export async function keepManner(tx: Db, postId: string, manner: Manner, now: number): Promise<void> {
  const changes = {
    ...(manner.metadata && { metadata: JSON.stringify(manner.metadata) }),
    ...(manner.impactOverride !== undefined && { impact_override: manner.impactOverride }),
    ...(manner.remindMinutes !== undefined && { remind_minutes: manner.remindMinutes }),
    ...flag('tell_start', manner.tellStart),
    ...flag('tell_end', manner.tellEnd),
    ...flag('starts_by_hand', manner.startsByHand),
    ...flag('ends_by_hand', manner.endsByHand),
    ...flag('keeps_status', manner.keepsStatus),
  }
  if (Object.keys(changes).length) await updatePost(tx, postId, changes)
  if (['starts_by_hand', 'ends_by_hand', 'keeps_status'].some((column) => column in changes))
    await touchPost(tx, { postId, before: null, components: true }, now)
}

function flag<Column extends string>(column: Column, value: boolean | undefined) {
  return (value === undefined ? {} : { [column]: value ? 1 : 0 }) as Partial<Record<Column, number>>
}
