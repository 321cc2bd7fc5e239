import { type Db, type Tx, takeTurns, transact } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { insertAudit } from '#db/queries/audit.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import { Refusal } from '#src/refusal.ts'

/** Who steers an announcement, and when. */
export interface Steersman {
  staff: { id: number; name: string }
  now: number
}

/**
 * One act of staff upon an announcement, with its entry in the audit, in one transaction. Never while a chunk of it is
 * being expanded: its rows would come to stand after we have looked. `act` gives the audit's detail, or undefined when
 * there was nothing to do. Throws a {@link Refusal} when there is no such announcement.
 */
export function steer<Done extends Record<string, unknown>>(
  db: Db,
  id: number,
  action: string,
  by: Steersman,
  act: (tx: Tx, announcement: AnnouncementRow) => Promise<Done | undefined>,
): Promise<Done | undefined> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `announcement:${id}`)
    const announcement = await findAnnouncement(tx, id)
    // Account mail is nobody's business here.
    if (!announcement?.post_id) throw new Refusal('not_found', { form: 'There is no such announcement.' })
    const done = await act(tx, announcement)
    if (done) await insertAudit(tx, { at: by.now, staff: by.staff, action, object: String(id), detail: done })
    return done
  })
}
