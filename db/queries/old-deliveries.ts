import { sql } from 'kysely'
import { type Db, transact } from '../open.ts'

/** Rows removed in one transaction: some ten milliseconds (F14). */
const CHUNK = 500

/**
 * Removes who was told what, and what followed, of all announcements that ended before an instant, bit by bit: how many
 * there were stays counted (P1). Of account mail and digests nothing stays. Safe to be killed and to run twice. Returns how
 * many rows went.
 */
export async function deleteOldDeliveries(db: Db, before: number, chunk = CHUNK): Promise<number> {
  let gone = 0
  for (let id = await nextOld(db, before); id !== undefined; id = await nextOld(db, before)) {
    gone += await deleteSome(db, id, chunk)
    await new Promise(setImmediate)
  }
  while (await deleteEmpty(db, before, chunk)) await new Promise(setImmediate)
  return gone
}

async function nextOld(db: Db, before: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select a.id from announcements a where a.done_at <= ${before}
      and exists (select 1 from deliveries d where d.announcement_id = a.id) limit 1`.execute(db)
  return rows[0] && Number(rows[0].id)
}

function deleteSome(db: Db, announcementId: number, chunk: number): Promise<number> {
  return transact(db, async (tx) => {
    const found = await tx
      .selectFrom('deliveries')
      .select('subscriber_id')
      .where('announcement_id', '=', announcementId)
      .orderBy('subscriber_id')
      .limit(chunk)
      .execute()
    const last = found.at(-1)?.subscriber_id
    if (last === undefined) return 0
    for (const table of ['deliveries', 'delivery_events'] as const)
      await tx
        .deleteFrom(table)
        .where('announcement_id', '=', announcementId)
        .where('subscriber_id', '<=', last)
        .execute()
    return found.length
  })
}

/** Account mail and digests of which nobody is left: they say nothing to anybody any more. Returns how many. */
function deleteEmpty(db: Db, before: number, limit: number): Promise<number> {
  return transact(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select a.id from announcements a where a.done_at <= ${before} and a.post_id is null
        and not exists (select 1 from deliveries d where d.announcement_id = a.id) limit ${limit}`.execute(tx)
    const ids = rows.map(({ id }) => Number(id))
    if (!ids.length) return 0
    await tx.deleteFrom('tallies').where('announcement_id', 'in', ids).execute()
    await tx.deleteFrom('announcements').where('id', 'in', ids).execute()
    return ids.length
  })
}
