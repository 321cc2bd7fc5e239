import type { Db } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { cancelWaiting } from '#db/queries/leftovers.ts'
import { Refusal } from '#src/refusal.ts'
import { type Steersman, steer } from './steer.ts'

/**
 * Stops an announcement for good: from this commit on nothing leaves any more, but for what is in flight this moment. The
 * post itself stands. What waits is then marked bit by bit; the sweep does it if we die over it. Returns how many were
 * cancelled. Throws a {@link Refusal} when it is unknown or through.
 */
export async function cancelAnnouncement(db: Db, id: number, by: Steersman): Promise<number> {
  const stopped = await steer(db, id, 'announcement.cancel', by, async (tx, announcement) => {
    if (announcement.cancelled_at !== null) return undefined
    if (announcement.done_at !== null)
      throw new Refusal('conflict', {
        form: 'Everybody has been told already; there is nothing left to stop.',
      })
    await updateAnnouncement(tx, id, { cancelled_at: by.now, paused_at: null, pause_reason: null })
    return { paused: announcement.pause_reason ?? undefined }
  })
  return stopped ? cancelAll(db, id) : 0
}

async function cancelAll(db: Db, id: number): Promise<number> {
  let cancelled = 0
  for (;;) {
    const some = await cancelWaiting(db, id)
    if (!some) return cancelled
    cancelled += some
    await new Promise(setImmediate)
  }
}
