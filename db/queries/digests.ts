import { type RawBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { type Db, engineOf } from '../open.ts'
import { insertAnnouncement } from './announcements.ts'

// The parts of a digest are deliveries of their own, with its id. While it waits they are held; they are claimed and
// unknown with it, so that whoever asks what is in flight (F8) sees them; what it comes to they come to.

/** Of a part: not before its digest has come to an end. */
export const WITH_ITS_DIGEST = 8_640_000_000_000_000

/** Opens a digest for subscribers of one channel, in the caller's transaction. Returns its id. */
export async function insertDigest(
  tx: Db,
  digest: { key: string; channel: Channel; rhythm: string; subscriberIds: number[]; now: number },
): Promise<number> {
  const { key, channel, rhythm, subscriberIds, now } = digest
  const id = await insertAnnouncement(tx, {
    key,
    occasion: 'digest',
    priority: 3,
    kind: null,
    post_id: null,
    update_id: null,
    channels: JSON.stringify([channel]),
    letter: JSON.stringify({ rhythm }),
    created_at: now,
    created_by: null,
    hold_until: now,
    expanded_at: now,
  })
  if (id === undefined) throw new Error(`There is a digest ${key} already`)
  const rows = engineOf(tx).rowsOf(JSON.stringify(subscriberIds.map((one) => [one])), { id: 'bigint' })
  await sql`
    insert into deliveries (announcement_id, subscriber_id, channel, state, attempts, due_at)
    select ${sql.lit(id)}, r.id, ${sql.lit(channel)}, 'pending', 0, 0 from ${rows} as r`.execute(tx)
  await engineOf(tx).addTallies(tx, [
    { announcement_id: id, channel, state: 'open', count: subscriberIds.length },
  ])
  return id
}

/** Whoever is in quarantine and was to be tried with a part is tried with the digest that holds it. */
export async function probeWith(tx: Db, digestId: number): Promise<void> {
  await sql`
    update subscribers set probe_in = ${digestId}
    where quarantined_until is not null and exists (select 1 from deliveries d
      where d.digest_id = ${digestId} and d.subscriber_id = subscribers.id
        and d.announcement_id = subscribers.probe_in)`.execute(tx)
}

export interface Key {
  announcement_id: number
  subscriber_id: number
}

export function pairs(db: Db, keys: Key[]): RawBuilder<unknown> {
  const json = JSON.stringify(keys.map((key) => [key.announcement_id, key.subscriber_id]))
  return engineOf(db).rowsOf(json, { digest: 'bigint', subscriber: 'bigint' })
}

/**
 * Claims the parts of claimed digests with them: those that staff have not stopped, and that no later announcement of
 * their post has overtaken.
 */
export async function claimParts(tx: Db, digests: Key[], claim: number): Promise<void> {
  if (!digests.length) return
  const lock = engineOf(tx).name === 'postgres' ? sql`for update of q skip locked` : sql``
  await sql`
    with mine as materialized (
      select q.announcement_id, q.subscriber_id from ${pairs(tx, digests)} as r
      cross join deliveries q ${engineOf(tx).by('deliveries_parts')}
      join announcements a on a.id = q.announcement_id
      where q.digest_id = r.digest and q.subscriber_id = r.subscriber and q.state || '' = 'held'
        and a.cancelled_at is null and a.paused_at is null
        and not exists (select 1 from announcements e
          join deliveries l on l.announcement_id = e.id and l.subscriber_id = q.subscriber_id
          where e.post_id = a.post_id and e.id > a.id and l.state <> 'cancelled')
      ${lock})
    update deliveries set state = 'claimed', claim = ${claim} from mine
    where deliveries.announcement_id = mine.announcement_id and deliveries.subscriber_id = mine.subscriber_id
      and deliveries.state || '' = 'held'`.execute(tx)
}

/** The parts of digests that are under way, newest first, by `{digest}.{subscriber}`. */
export async function listParts(db: Db, digests: Key[]): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ digest: number; subscriber: number; id: number }>`
    select r.digest, r.subscriber, q.announcement_id as id from ${pairs(db, digests)} as r
    cross join deliveries q ${engineOf(db).by('deliveries_parts')}
    where q.digest_id = r.digest and q.subscriber_id = r.subscriber and q.state || '' in ('claimed', 'unknown')
    order by q.announcement_id desc`.execute(db)
  const parts = new Map<string, number[]>()
  for (const { digest, subscriber, id } of rows) {
    const key = `${digest}.${subscriber}`
    parts.set(key, [...(parts.get(key) ?? []), Number(id)])
  }
  return parts
}
