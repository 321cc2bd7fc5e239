import type { Db } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import { Refusal } from '#src/refusal.ts'
import { type Steersman, steer } from './steer.ts'

/**
 * Why an announcement is paused: by staff; because it was written long before anybody could send it; because the
 * database was restored from a copy; because too many of its messages came back.
 */
export type PauseReason = 'staff' | 'stale' | 'restored' | 'rates'

/**
 * Holds an announcement: nothing more of it leaves but what is in flight, until somebody lets it go on. Pausing it again
 * changes nothing. Throws a {@link Refusal} when it is unknown, stopped or through.
 */
export async function pauseAnnouncement(db: Db, id: number, by: Steersman): Promise<void> {
  await steer(db, id, 'announcement.pause', by, async (tx, announcement) => {
    refuseEnded(announcement)
    if (announcement.paused_at !== null) return undefined
    await updateAnnouncement(tx, id, { paused_at: by.now, pause_reason: 'staff' })
    return {}
  })
}

/**
 * Lets a paused announcement go on where it was; it is also the answer to the question whether what is old may still go.
 * Of one that runs nothing changes. Throws a {@link Refusal} when it is unknown, stopped or through.
 */
export async function resumeAnnouncement(db: Db, id: number, by: Steersman): Promise<void> {
  await steer(db, id, 'announcement.resume', by, async (tx, announcement) => {
    refuseEnded(announcement)
    if (announcement.paused_at === null) return undefined
    await updateAnnouncement(tx, id, { paused_at: null, pause_reason: null, resumed_at: by.now })
    return { paused: announcement.pause_reason ?? 'staff' }
  })
}

function refuseEnded(announcement: AnnouncementRow): void {
  if (announcement.cancelled_at !== null)
    throw new Refusal('conflict', { form: 'This has been stopped for good. Say more on the post instead.' })
  if (announcement.done_at !== null)
    throw new Refusal('conflict', { form: 'Everybody has been told already; there is nothing to hold.' })
}
