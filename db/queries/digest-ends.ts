import { sql } from 'kysely'
import { type Db, engineOf } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { type Key, pairs, WITH_ITS_DIGEST } from './digests.ts'
import { countOutOfClaim, type Stand as Moved } from './out-of-claim.ts'

/** What becomes of the parts, by what became of their digest. */
const FOLLOWS: Record<string, string> = {
  pending: 'held',
  retry: 'held',
  held: 'held',
  unknown: 'unknown',
  sent: 'digested',
}
const BACK = ['pending', 'retry', 'held']
const OPEN = [...BACK, 'unknown']

/** Of these announcements, those that are digests. */
export async function digestsAmong(db: Db, announcementIds: number[]): Promise<Set<number>> {
  if (!announcementIds.length) return new Set()
  const rows = await db
    .selectFrom('announcements')
    .select('id')
    .where('id', 'in', announcementIds)
    .where('occasion', '=', 'digest')
    .execute()
  return new Set(rows.map(({ id }) => Number(id)))
}

type Stand = Pick<DeliveryRow, 'announcement_id' | 'subscriber_id' | 'state' | 'sent_at' | 'code' | 'answer'>

/**
 * Has the parts of digests follow what became of them, as it stands now, in the same transaction; whatever else is among
 * `keys` is passed over. What was not told after all is free for another digest.
 */
export async function followDigests(tx: Db, keys: Key[]): Promise<void> {
  const digests = await digestsAmong(tx, [...new Set(keys.map((key) => Number(key.announcement_id)))])
  const mine = keys.filter((key) => digests.has(Number(key.announcement_id)))
  if (!mine.length) return
  const { rows } = await sql<Stand>`
    select d.announcement_id, d.subscriber_id, d.state, d.sent_at, d.code, d.answer from ${pairs(tx, mine)} as r
    join deliveries d on d.announcement_id = r.digest and d.subscriber_id = r.subscriber`.execute(tx)
  for (const [state, some] of Map.groupBy(rows, (row) => row.state))
    if (state !== 'claimed') await follow(tx, state, some)
}

async function follow(tx: Db, state: string, digests: Stand[]): Promise<void> {
  const becomes = FOLLOWS[state] ?? state
  await countOutOfClaim(tx, await move(tx, digests, 'claimed', becomes))
  await move(tx, digests, 'unknown', becomes)
  if (BACK.includes(state)) await reopen(tx, await move(tx, digests, 'digested', becomes))
  if (OPEN.includes(state)) return
  if (state === 'suppressed') await move(tx, digests, 'held', becomes)
  await sql`
    update deliveries set digest_id = null, due_at = 0 from ${pairs(tx, digests)} as r
    where deliveries.digest_id = r.digest and deliveries.subscriber_id = r.subscriber
      and deliveries.state || '' = 'held'`.execute(tx)
}

/** What a carrier gave back was not told; what has been overtaken meanwhile is told by that. */
const NOT_OVERTAKEN = sql`and not exists (select 1 from announcements a
  join announcements e on e.post_id = a.post_id and e.id > a.id
  join deliveries l on l.announcement_id = e.id and l.subscriber_id = deliveries.subscriber_id
  where a.id = deliveries.announcement_id and l.state <> 'cancelled')`

async function move(tx: Db, digests: Stand[], from: string, becomes: string): Promise<Moved[]> {
  const json = JSON.stringify(
    digests.map((one) => [one.announcement_id, one.subscriber_id, one.sent_at, one.code, one.answer]),
  )
  const rows = engineOf(tx).rowsOf(json, {
    digest: 'bigint',
    subscriber: 'bigint',
    sent: 'bigint',
    code: 'text',
    answer: 'text',
  })
  const open = becomes === 'held' || becomes === 'unknown'
  const looks = becomes === 'unknown' ? sql`coalesce(looks, 0)` : sql`looks`
  const { rows: moved } = await sql<Moved>`
    update deliveries set state = ${becomes}, claim = null, looks = ${looks},
      due_at = cast(${open ? WITH_ITS_DIGEST : 0} as bigint), sent_at = r.sent, code = r.code, answer = r.answer
    from ${rows} as r
    where deliveries.digest_id = r.digest and deliveries.subscriber_id = r.subscriber
      and deliveries.state || '' = ${from} ${from === 'digested' ? NOT_OVERTAKEN : sql``}
    returning deliveries.announcement_id, deliveries.channel, deliveries.state`.execute(tx)
  return moved
}

/** Everybody had been told; now somebody has not. */
async function reopen(tx: Db, parts: Moved[]): Promise<void> {
  const ids = [...new Set(parts.map((part) => Number(part.announcement_id)))]
  if (ids.length)
    await tx.updateTable('announcements').set({ done_at: null }).where('id', 'in', ids).execute()
}

/** Takes apart the digest of a subscriber that waits still: what it would tell is decided anew. */
async function dissolveDigests(tx: Db, subscriberId: number): Promise<void> {
  const rows = await tx
    .updateTable('deliveries')
    .set({ state: 'superseded' })
    .where('subscriber_id', '=', subscriberId)
    .where('state', 'in', ['pending', 'retry', 'held'])
    .where('announcement_id', 'in', (eb) =>
      eb
        .selectFrom('announcements')
        .select('id')
        .where('done_at', 'is', null)
        .where('occasion', '=', 'digest'),
    )
    .returning(['announcement_id', 'subscriber_id'])
    .execute()
  await followDigests(tx, rows)
}

/**
 * What a subscriber's new hours, rest or wish about one post mean for all that is kept for them already: it is decided
 * anew at once. Part of the transaction in which they change.
 */
export async function reconsiderHeld(tx: Db, subscriberId: number): Promise<void> {
  await dissolveDigests(tx, subscriberId)
  await sql`
    update deliveries set due_at = 0
    where subscriber_id = ${subscriberId} and state || '' = 'held' and digest_id is null
      and announcement_id in (select id from announcements where done_at is null)`.execute(tx)
}
