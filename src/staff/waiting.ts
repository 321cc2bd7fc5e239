import type { Db } from '#db/open.ts'
import { countUnseenAlerts } from '#db/queries/alerts.ts'
import { countUnreadTexts } from '#db/queries/texts.ts'
import type { Waiting } from './roles.ts'

/** What waits for somebody of staff, for the navigation of every page of theirs. */
export async function countWaiting(db: Db, now: number): Promise<Waiting> {
  const [alerts, texts] = await Promise.all([countUnseenAlerts(db, now), countUnreadTexts(db)])
  return { alerts, texts }
}
