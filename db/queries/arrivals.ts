import type { Db } from '#db/open.ts'

/** Of what carriers took, how much they say arrived and how much they say did not. */
export async function countArrived(
  db: Db,
  announcementId: number,
): Promise<{ arrived: number; lost: number }> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['outcome', eb.fn.countAll().as('count')])
    .where('announcement_id', '=', announcementId)
    .where('channel', '=', 'sms')
    .where('state', '=', 'sent')
    .groupBy('outcome')
    .execute()
  const sum = (...words: string[]) =>
    rows.reduce((total, row) => total + (words.includes(row.outcome ?? '') ? Number(row.count) : 0), 0)
  return { arrived: sum('delivered', 'read'), lost: sum('undelivered', 'failed') }
}
