import type { Waiting } from '#src/staff/roles.ts'
import type { Db } from '../open.ts'
import { countUnseenAlerts } from './alerts.ts'
import { countUnreadTexts } from './texts.ts'

/** What waits for somebody of staff, for the navigation of every page of theirs. */
export async function countWaiting(db: Db, now: number): Promise<Waiting> {
  const [alerts, texts] = await Promise.all([countUnseenAlerts(db, now), countUnreadTexts(db)])
  return { alerts, texts }
}
