import { sql } from 'kysely'
import type { Db } from '#db/open.ts'

/** Of the text messages that the carrier took, how many it says arrived and how many it says did not: by an index over these. */
export async function countArrived(
  db: Db,
  announcementId: number,
): Promise<{ arrived: number; lost: number }> {
  const { rows } = await sql<{ outcome: string; count: number }>`
    select outcome, count(*) as count from deliveries
    where announcement_id = ${announcementId} and channel = 'sms' and state = 'sent'
      and outcome in ('delivered', 'read', 'undelivered', 'failed')
    group by outcome`.execute(db)
  const sum = (...words: string[]) =>
    rows.reduce((total, row) => total + (words.includes(row.outcome) ? Number(row.count) : 0), 0)
  return { arrived: sum('delivered', 'read'), lost: sum('undelivered', 'failed') }
}
