import type { Db } from '#db/open.ts'
import { deleteEndedAlerts } from '#db/queries/alerts.ts'
import { deleteChanges } from '#db/queries/changes.ts'
import { deleteExpiredSessions } from '#db/queries/staff.ts'
import { deleteTexts } from '#db/queries/texts.ts'
import { purgeUnconfirmed } from '#src/subscribers/purge.ts'
import { sweepThrottles } from '#src/throttle.ts'

/** What people texted, and alerts that are over, are kept for so long. */
const DAY = 86_400_000
const KEPT = 90 * DAY

/** Removes what has had its time: unconfirmed subscribers, ended sessions, counters that no longer count, old texts and alerts. */
export async function purge(db: Db, now: number): Promise<void> {
  await purgeUnconfirmed(db, now)
  await deleteExpiredSessions(db, now)
  await sweepThrottles(db, now)
  await deleteTexts(db, now - KEPT)
  await deleteEndedAlerts(db, now - KEPT)
  await deleteChanges(db, now - DAY)
}
