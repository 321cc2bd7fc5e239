import type { Insertable, Selectable } from 'kysely'
import type { Db } from '../open.ts'
import type { RefusalTable, SubscriberTable } from '../schema.ts'

export type RefusalRow = Selectable<RefusalTable>

export function findRefusal(db: Db, subscriberId: number): Promise<RefusalRow | undefined> {
  return db.selectFrom('refusals').selectAll().where('subscriber_id', '=', subscriberId).executeTakeFirst()
}

export async function keepRefusal(db: Db, refusal: Insertable<RefusalTable>): Promise<void> {
  const { subscriber_id, ...changes } = refusal
  await db
    .insertInto('refusals')
    .values({ subscriber_id, ...changes })
    .onConflict((oc) => oc.column('subscriber_id').doUpdateSet(changes))
    .execute()
}

export async function deleteRefusal(db: Db, subscriberId: number): Promise<void> {
  await db.deleteFrom('refusals').where('subscriber_id', '=', subscriberId).execute()
}

/** Those of `subscriberIds` who were refused lately. */
export async function listRefused(db: Db, subscriberIds: number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('refusals')
    .select('subscriber_id')
    .where('subscriber_id', 'in', subscriberIds)
    .execute()
  return rows.map((row) => row.subscriber_id)
}

/** The first announcement after a refusal that was accepted. */
export async function noteAcceptance(db: Db, subscriberId: number, announcementId: number): Promise<void> {
  await db
    .updateTable('refusals')
    .set({ accepted_in: announcementId })
    .where('subscriber_id', '=', subscriberId)
    .where('accepted_in', 'is', null)
    .execute()
}

/** Begins a quarantine, or ends it with `until` null. Returns whether there was such a subscriber to change. */
export async function setQuarantine(db: Db, subscriberId: number, until: number | null): Promise<boolean> {
  let query = db
    .updateTable('subscribers')
    .set({ quarantined_until: until, probe_in: null })
    .where('id', '=', subscriberId)
  if (until === null) query = query.where('quarantined_until', 'is not', null)
  const { numUpdatedRows } = await query.executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

/**
 * Whose quarantine has lasted long enough gets one announcement to see whether it arrives: this one, of those with a
 * delivery in it. Until that is known, and at most until `until`, nothing else goes to them.
 */
export async function beginProbes(
  tx: Db,
  announcementId: number,
  span: { from: number; to: number },
  { now, until }: { now: number; until: number },
): Promise<void> {
  await tx
    .updateTable('subscribers')
    .set({ quarantined_until: until, probe_in: announcementId })
    .where('quarantined_until', '<=', now)
    .where('id', '>=', span.from)
    .where('id', '<=', span.to)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('deliveries')
        .select('subscriber_id')
        .where('announcement_id', '=', announcementId)
        .where('subscriber_id', '>=', span.from)
        .where('subscriber_id', '<=', span.to),
    )
    .execute()
}

/** Whether this announcement is the one that probes whether a quarantine may end. */
export async function isProbe(
  db: Db,
  { subscriberId, announcementId }: { subscriberId: number; announcementId: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('subscribers')
    .select('id')
    .where('id', '=', subscriberId)
    .where('probe_in', '=', announcementId)
    .executeTakeFirst()
  return row !== undefined
}

/** A probe that was accepted ends its quarantine. Returns whether it was one. */
export async function endProbe(db: Db, subscriberId: number, announcementId: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('subscribers')
    .set({ quarantined_until: null, probe_in: null })
    .where('id', '=', subscriberId)
    .where('probe_in', '=', announcementId)
    .executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

export interface Quarantined
  extends Pick<Selectable<SubscriberTable>, 'id' | 'channel' | 'address' | 'probe_in'>,
    Pick<RefusalRow, 'code' | 'answer' | 'count' | 'rests'> {
  quarantined_at: number
  quarantined_until: number
}

/** Who is in quarantine, why and since when, the latest first. */
export async function listQuarantined(db: Db, limit: number): Promise<Quarantined[]> {
  const rows = quarantined(db)
    .where('s.ended_at', 'is', null)
    .orderBy('r.quarantined_at', 'desc')
    .limit(limit)
  return (await rows.execute()) as Quarantined[]
}

/** One subscriber's quarantine; undefined when there is none. */
export async function findQuarantined(db: Db, id: number): Promise<Quarantined | undefined> {
  return (await quarantined(db).where('s.id', '=', id).executeTakeFirst()) as Quarantined | undefined
}

function quarantined(db: Db) {
  return db
    .selectFrom('subscribers as s')
    .innerJoin('refusals as r', 'r.subscriber_id', 's.id')
    .select(['s.id', 's.channel', 's.address', 's.probe_in', 's.quarantined_until'])
    .select(['r.code', 'r.answer', 'r.count', 'r.rests', 'r.quarantined_at'])
    .where('s.quarantined_until', 'is not', null)
}

export async function countQuarantined(db: Db): Promise<number> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('quarantined_until', 'is not', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
