import type { Db } from '#db/open.ts'
import { deleteExpiredSessions } from '#db/queries/staff.ts'
import { purgeUnconfirmed } from '#src/subscribers/purge.ts'
import { sweepThrottles } from '#src/throttle.ts'

/** Removes what has had its time: unconfirmed subscribers, ended sessions, counters that no longer count. */
export async function purge(db: Db, now: number): Promise<void> {
  await purgeUnconfirmed(db, now)
  await deleteExpiredSessions(db, now)
  await sweepThrottles(db, now)
}
