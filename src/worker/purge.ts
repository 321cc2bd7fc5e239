import { type Db, engineOf } from '#db/open.ts'
import { deleteOldStandings } from '#db/queries/alarms.ts'
import { deleteEndedAlerts } from '#db/queries/alerts.ts'
import { deleteChanges } from '#db/queries/changes.ts'
import { deleteOldDeliveries } from '#db/queries/old-deliveries.ts'
import { deleteExpiredSessions } from '#db/queries/staff.ts'
import { deleteTexts } from '#db/queries/texts.ts'
import { purgeImports } from '#src/subscribers/import/purge.ts'
import { purgeSubscribers } from '#src/subscribers/purge.ts'
import { sweepThrottles } from '#src/throttle.ts'

const DAY = 86_400_000
/** Who was told what (P1), what people texted, alerts that are over and what monitors said are kept for so long. */
const KEPT = 90 * DAY

/** Removes what has had its time: subscribers who never confirmed or have left, ended sessions, counters that no longer count, old texts, alerts and alarms; of deliveries the counts stay. */
export async function purge(db: Db, now: number): Promise<void> {
  await purgeSubscribers(db, now)
  await deleteExpiredSessions(db, now)
  await sweepThrottles(db, now)
  await deleteTexts(db, now - KEPT)
  await deleteOldDeliveries(db, now - KEPT)
  await deleteEndedAlerts(db, now - KEPT)
  await deleteOldStandings(db, now - KEPT)
  await deleteChanges(db, now - DAY)
  await purgeImports(db, now)
  await engineOf(db).people.foldDays(db)
}
