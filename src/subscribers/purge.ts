import type { Db } from '#db/open.ts'
import { deleteUnconfirmed } from '#db/queries/unconfirmed.ts'

const KEPT = 7 * 86_400_000

/** Forgets addresses that were entered and never confirmed within seven days. Returns how many. */
export function purgeUnconfirmed(db: Db, now: number): Promise<number> {
  return deleteUnconfirmed(db, now - KEPT, now)
}
