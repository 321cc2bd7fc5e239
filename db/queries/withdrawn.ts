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

/** Of these digests, as `{digest}.{subscriber}`, those with a part that staff have paused or cancelled: they must not say it. */
export async function listStoppedParts(
  db: Db,
  digests: { announcement_id: number; subscriber_id: number }[],
): Promise<string[]> {
  if (!digests.length) return []
  const json = JSON.stringify(digests.map((one) => [one.announcement_id, one.subscriber_id]))
  const rows = engineOf(db).rowsOf(json, { digest: 'bigint', subscriber: 'bigint' })
  const { rows: found } = await sql<{ digest: number; subscriber: number }>`
    select r.digest, r.subscriber from ${rows} as r
    cross join deliveries q ${engineOf(db).by('deliveries_parts')}
    join announcements a on a.id = q.announcement_id
    where q.digest_id = r.digest and q.subscriber_id = r.subscriber and q.state || '' = 'claimed'
      and (a.paused_at is not null or a.cancelled_at is not null)`.execute(db)
  return found.map(({ digest, subscriber }) => `${digest}.${subscriber}`)
}
