import type { Db } from '#db/open.ts'
import { insertAnnouncement } from '#db/queries/announcements.ts'
import { findPage } from '#db/queries/page.ts'
import type { Channel } from '#src/channels/channel.ts'
import { KINDS, type Kind } from './kinds.ts'
import type { Author } from './post.ts'

/**
 * Records the decision to tell subscribers, in the caller's transaction: from its commit on the sender owes
 * it to everybody concerned. `key` makes it happen once; returns the announcement's id, or undefined when
 * that key was used before. The undo hold of the kind applies unless the clock decided.
 */
export async function announce(
  tx: Db,
  telling: {
    key: string
    occasion: 'update' | 'reminder'
    post: { id: string; kind: Kind }
    updateId: string | null
    channels: Channel[]
    author: Author
    now: number
    /** The window as it was, where this update moves it. */
    movedFrom?: { startsAt: number; endsAt: number } | null
  },
): Promise<number | undefined> {
  const { post, author, now } = telling
  const page = await findPage(tx)
  const holdSeconds =
    author.id === null ? 0 : ((post.kind === 'incident' ? page?.hold_incident_s : page?.hold_other_s) ?? 0)
  return insertAnnouncement(tx, {
    key: telling.key,
    occasion: telling.occasion,
    priority: KINDS[post.kind].priority,
    kind: post.kind,
    post_id: post.id,
    update_id: telling.updateId,
    channels: JSON.stringify(telling.channels),
    letter: telling.movedFrom ? JSON.stringify({ movedFrom: telling.movedFrom }) : null,
    created_at: now,
    created_by: author.id,
    hold_until: now + holdSeconds * 1000,
  })
}
