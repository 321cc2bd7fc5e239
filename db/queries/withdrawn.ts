import { sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'

/** Of these announcements, those that staff have paused or cancelled. */
export async function listStopped(db: Db, announcementIds: number[]): Promise<number[]> {
  if (!announcementIds.length) return []
  const rows = await db
    .selectFrom('announcements')
    .select('id')
    .where('id', 'in', announcementIds)
    .where((eb) => eb.or([eb('paused_at', 'is not', null), eb('cancelled_at', 'is not', null)]))
    .execute()
  return rows.map((row) => Number(row.id))
}

/** Of these subscribers, those who have left or must not be written to any more. */
export async function listGone(db: Db, subscriberIds: number[]): Promise<number[]> {
  if (!subscriberIds.length) return []
  const asked = engineOf(db).rowsOf(JSON.stringify(subscriberIds.map((id) => [id])), { id: 'bigint' })
  const { rows } = await sql<{ id: number }>`
    select s.id from subscribers s where s.id in (select id from ${asked} as asked)
      and (s.ended_at is not null
        or exists (select 1 from suppressions x where x.address_hash = s.address_hash and x.reason <> 'erased'))`.execute(
    db,
  )
  return rows.map((row) => Number(row.id))
}
