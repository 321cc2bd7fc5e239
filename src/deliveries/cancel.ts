import { type Db, takeTurns, transact } from '#db/open.ts'
import { findAnnouncement, updateAnnouncement } from '#db/queries/announcements.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { cancelWaiting } from '#db/queries/deliveries.ts'
import { Refusal } from '#src/refusal.ts'

/**
 * Stops an announcement: nothing that has not left leaves any more, but for what is in flight this moment. The post
 * itself stands. Returns how many deliveries were cancelled. Throws a {@link Refusal} when it is unknown or through.
 */
export function cancelAnnouncement(
  db: Db,
  id: number,
  by: { staff: { id: number; name: string }; now: number },
): Promise<number> {
  return transact(db, async (tx) => {
    // Not while a chunk of it is being expanded: its rows would come to stand after we have looked.
    await takeTurns(tx, `announcement:${id}`)
    const announcement = await findAnnouncement(tx, id)
    if (!announcement?.post_id) throw new Refusal('not_found', { form: 'There is no such announcement.' })
    if (announcement.cancelled_at !== null) return 0
    if (announcement.done_at !== null)
      throw new Refusal('conflict', {
        form: 'Everybody has been told already; there is nothing left to stop.',
      })
    await updateAnnouncement(tx, id, { cancelled_at: by.now })
    const cancelled = await cancelWaiting(tx, id)
    await insertAudit(tx, {
      at: by.now,
      staff: by.staff,
      action: 'announcement.cancel',
      object: String(id),
      detail: { cancelled },
    })
    return cancelled
  })
}
