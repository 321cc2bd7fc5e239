import { type Db, takeTurns, transact } from '#db/open.ts'
import { findAnnouncement, listUnexpanded } from '#db/queries/announcements.ts'
import { type Audience, wishedFor } from '#db/queries/audience.ts'
import { expandChunk } from '#db/queries/expand.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import { each } from '#src/each.ts'
import type { Kind } from '#src/posts/kinds.ts'

/** Rows per transaction: some 25 ms, so that nobody waits for it (F14), and a million still take half a minute (F2). */
export const CHUNK = 1_000
/** Ids that it looks through at most: where few of a million are concerned, nobody waits while they are found either. */
const WINDOW = 20_000

/**
 * Gives the most urgent announcements that may go the next chunk of their deliveries, and the others theirs when those
 * are through, or cannot be. Safe to kill at any point and to run twice: rows are unique per announcement and subscriber,
 * and the cursor moves with them. Returns how many rows were made; 0 means that nothing is left to expand.
 */
export async function fanOut(db: Db, now: number, size = CHUNK, window = WINDOW): Promise<number> {
  let made = 0
  let urgency = Number.POSITIVE_INFINITY
  await each(await listUnexpanded(db, now), async (announcement) => {
    if (announcement.priority > urgency) return
    const chunk = await transact(db, async (tx) => {
      await takeTurns(tx, `announcement:${announcement.id}`)
      // Read again inside the transaction: the cursor may have moved, or staff may have stopped it.
      const current = await findAnnouncement(tx, announcement.id)
      if (
        !current ||
        current.expanded_at !== null ||
        current.cancelled_at !== null ||
        current.paused_at !== null
      )
        return null
      return expandChunk(tx, current, await audienceOf(tx, current), { size, window }, now)
    })
    if (!chunk) return
    urgency = announcement.priority
    made += Math.max(chunk.made, 1)
  })
  return made
}

/** Whom an announcement concerns, by its post as it stands. */
async function audienceOf(db: Db, announcement: AnnouncementRow): Promise<Audience> {
  const post = announcement.post_id ? await findPost(db, announcement.post_id) : undefined
  return {
    kind: announcement.kind as Kind,
    componentIds: post?.components.map((component) => component.id) ?? [],
    channels: JSON.parse(announcement.channels),
    impact: post?.peakImpact ?? null,
    ...(await wishedFor(db, announcement.post_id)),
  }
}
