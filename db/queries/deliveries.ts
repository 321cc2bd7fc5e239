import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { type Db, engineOf, takeTurns, transact } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'

export interface Claim {
  /** Which announcements: 0 is account mail, which may go to people who are not (yet) subscribers; the others only to those who are. */
  priority: number
  channel: Channel
  owner: string
  token: string
  leaseUntil: number
  limit: number
  now: number
}

/**
 * One round of claims, by urgency: account mail has a quarter of it, and what the others leave. Rounds on a channel take
 * turns: two at once, each on what it saw of the other's rows before, could claim two updates of a post for one reader.
 */
export function claimRound(db: Db, claim: Omit<Claim, 'priority'>): Promise<DeliveryRow[]> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `claim:${claim.channel}`)
    const rows: DeliveryRow[] = []
    for (const [priority, share] of [
      [0, 0.25],
      [1, 1],
      [2, 1],
      [3, 1],
      [0, 1],
    ] as const) {
      const limit = Math.min(Math.ceil(claim.limit * share), claim.limit - rows.length)
      rows.push(...(await claimDue(tx, { ...claim, priority, limit })))
    }
    return rows
  })
}

/**
 * Claims due deliveries for one owner, durable before the first byte leaves. Whoever has left or is suppressed is
 * passed over in the same statement. So is, of the same post, what must wait for an earlier announcement in flight or
 * unknown, and what a later one has overtaken: nobody hears an older state after a newer one (F8).
 */
export async function claimDue(db: Db, claim: Claim): Promise<DeliveryRow[]> {
  if (claim.limit < 1) return []
  const guard =
    claim.priority === 0
      ? sql`(s.id is null or not exists (select 1 from suppressions x where x.address_hash = s.address_hash))`
      : sql`s.confirmed_at is not null and s.ended_at is null
          and not exists (select 1 from suppressions x where x.address_hash = s.address_hash)`
  const lock = engineOf(db).name === 'postgres' ? sql`for update of d skip locked` : sql``
  const { rows } = await sql<DeliveryRow>`
    with due as materialized (
      select d.announcement_id, d.subscriber_id
      from announcements a
      join deliveries d on d.announcement_id = a.id
      left join subscribers s on s.id = d.subscriber_id
      where a.priority = ${claim.priority} and a.done_at is null
        and a.cancelled_at is null and a.paused_at is null and a.hold_until <= ${claim.now}
        and d.channel = ${claim.channel}
        and d.state in ('pending', 'retry')
        and d.due_at <= ${claim.now}
        and ${guard}
        and not exists (
          select 1 from announcements e
          join deliveries p on p.announcement_id = e.id and p.subscriber_id = d.subscriber_id
          where e.post_id = a.post_id
            and ((e.id < a.id and p.state in ('claimed', 'unknown')) or (e.id > a.id and p.state <> 'cancelled')))
      order by a.id
      limit ${claim.limit}
      ${lock})
    update deliveries
    set state = 'claimed', owner = ${claim.owner}, token = ${claim.token}, lease_until = ${claim.leaseUntil},
        first_at = coalesce(first_at, ${claim.now})
    from due
    where deliveries.announcement_id = due.announcement_id and deliveries.subscriber_id = due.subscriber_id
      and deliveries.state in ('pending', 'retry')
    returning deliveries.announcement_id, deliveries.subscriber_id, deliveries.channel, deliveries.state,
      deliveries.attempts, deliveries.due_at, deliveries.first_at, deliveries.sent_at, deliveries.owner,
      deliveries.token, deliveries.lease_until, deliveries.looks, deliveries.provider_id, deliveries.outcome,
      deliveries.code, deliveries.answer`.execute(db)
  return rows
}

export type DeliveryChange = Partial<Omit<DeliveryRow, 'announcement_id' | 'subscriber_id' | 'channel'>>

export interface Settled {
  announcementId: number
  subscriberId: number
  /** The fencing token of the claim: a result of a claim that lapsed is not written. */
  token: string
  change: DeliveryChange
}

/** What a delivery is without a claim. */
export const UNCLAIMED = { owner: null, token: null, lease_until: null } as const

/** A carrier may report before the answer to our own request is written down: its later word stays. */
const laterWord = sql<string>`case when outcome in ('delivered', 'read', 'undelivered', 'failed') then outcome else 'sent' end`

/** Writes the results of claims in one transaction. Returns how many still held their claim. */
export function settle(db: Db, results: Settled[]): Promise<number> {
  return transact(db, async (tx) => {
    let written = 0
    for (const { announcementId, subscriberId, token, change } of results) {
      const done = await tx
        .updateTable('deliveries')
        .set({ ...UNCLAIMED, ...change, ...(change.outcome === 'sent' ? { outcome: laterWord } : {}) })
        .where('announcement_id', '=', announcementId)
        .where('subscriber_id', '=', subscriberId)
        .where('token', '=', token)
        .where('state', '=', 'claimed')
        .executeTakeFirst()
      written += Number(done.numUpdatedRows)
    }
    return written
  })
}

/** Changes one delivery whatever claim it is under (callbacks, reconciliation). */
export async function updateDelivery(
  db: Db,
  announcementId: number,
  subscriberId: number,
  change: DeliveryChange,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set(change)
    .where('announcement_id', '=', announcementId)
    .where('subscriber_id', '=', subscriberId)
    .execute()
}

export function findDelivery(
  db: Db,
  announcementId: number,
  subscriberId: number,
): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('deliveries')
    .selectAll()
    .where('announcement_id', '=', announcementId)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst()
}

/** Extends the claims of a living owner. */
export async function renewClaims(db: Db, owner: string, leaseUntil: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ lease_until: leaseUntil })
    .where('state', '=', 'claimed')
    .where('owner', '=', owner)
    .execute()
}

/**
 * Takes back claims whose owner is dead or whose lease has lapsed. Mail goes back to waiting: its Message-ID makes
 * a repeat harmless. A text message may have left: it becomes unknown, to be looked for before anything is sent.
 */
export async function freeClaims(
  db: Db,
  whose: { owner: string } | { lapsedBefore: number },
  now: number,
): Promise<number> {
  const due = { email: now, sms: now + 120_000 }
  let freed = 0
  for (const [channel, state] of [
    ['email', 'pending'],
    ['sms', 'unknown'],
  ] as const) {
    const result = await db
      .updateTable('deliveries')
      .set({ ...UNCLAIMED, state, due_at: due[channel] })
      .where('state', '=', 'claimed')
      .where('channel', '=', channel)
      .$if('owner' in whose, (query) => query.where('owner', '=', (whose as { owner: string }).owner))
      .$if('lapsedBefore' in whose, (query) =>
        query.where('lease_until', '<', (whose as { lapsedBefore: number }).lapsedBefore),
      )
      .executeTakeFirst()
    freed += Number(result.numUpdatedRows)
  }
  return freed
}

/** What a subscriber who left still had waiting; part of the transaction in which they leave. */
export async function suppressWaiting(db: Db, subscriberId: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'suppressed' })
    .where('subscriber_id', '=', subscriberId)
    .where('state', 'in', ['pending', 'retry'])
    .where('announcement_id', 'in', (eb) =>
      eb.selectFrom('announcements').select('id').where('post_id', 'is not', null),
    )
    .execute()
}

/** What came back to waiting after its announcement was stopped does not leave any more. */
export async function cancelLeftOver(db: Db): Promise<void> {
  await sql`
    update deliveries set state = 'cancelled'
    where state in ('pending', 'retry') and announcement_id in (
      select id from announcements where cancelled_at is not null and done_at is null)`.execute(db)
}

/** Closes announcements that are expanded (or cancelled) and have nothing open any more. Returns their ids. */
export async function finishAnnouncements(db: Db, now: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update announcements set done_at = ${now}
    where done_at is null and (expanded_at is not null or cancelled_at is not null)
      and not exists (select 1 from deliveries d where d.announcement_id = announcements.id
        and d.state in ('pending', 'retry', 'claimed', 'unknown'))
    returning id`.execute(db)
  return rows.map((row) => row.id)
}

/** What waits although a later announcement of the same post has its own delivery for this subscriber is told by that. */
export async function supersedeOvertaken(db: Db): Promise<void> {
  await sql`
    update deliveries set state = 'superseded'
    where state in ('pending', 'retry')
      and announcement_id in (
        select a.id from announcements a
        where a.done_at is null and a.post_id is not null
          and exists (select 1 from announcements e where e.post_id = a.post_id and e.id > a.id))
      and exists (
        select 1 from announcements a
        join announcements e on e.post_id = a.post_id and e.id > a.id
        join deliveries p on p.announcement_id = e.id and p.subscriber_id = deliveries.subscriber_id
        where a.id = deliveries.announcement_id and p.state <> 'cancelled')`.execute(db)
}

/** Waiting deliveries whose subscriber is gone or suppressed, as a net under the verbs that do it at once. */
export async function suppressGone(db: Db): Promise<void> {
  await sql`
    update deliveries set state = 'suppressed'
    where state in ('pending', 'retry') and subscriber_id in (
      select d.subscriber_id from deliveries d
      join announcements a on a.id = d.announcement_id
      left join subscribers s on s.id = d.subscriber_id
      where d.state in ('pending', 'retry')
        and ((a.post_id is not null and (s.id is null or s.ended_at is not null))
          or exists (select 1 from suppressions x where x.address_hash = s.address_hash)))`.execute(db)
}

/** Notes what a carrier reported of a sent delivery; the same event again changes nothing. Returns whether it was new. */
export async function insertDeliveryEvent(
  db: Db,
  event: {
    announcementId: number
    subscriberId: number
    event: string
    ref?: string
    code: string | null
    at: number
  },
): Promise<boolean> {
  const result = await db
    .insertInto('delivery_events')
    .values({
      announcement_id: event.announcementId,
      subscriber_id: event.subscriberId,
      event: event.event,
      ref: event.ref ?? '',
      code: event.code,
      at: event.at,
    })
    .onConflict((oc) => oc.columns(['announcement_id', 'subscriber_id', 'event', 'ref']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

export interface RecipientRow {
  id: number
  address: string
  address_hash: string
  name: string | null
  language: string
  time_zone: string | null
  version: number
  stop_hinted_at: number | null
  confirm_nonce: string | null
}

/** What a message needs to know of subscribers, by their id. */
export async function findRecipients(db: Db, ids: number[]): Promise<Map<number, RecipientRow>> {
  if (!ids.length) return new Map()
  const rows = await db
    .selectFrom('subscribers')
    .select([
      'id',
      'address',
      'address_hash',
      'name',
      'language',
      'time_zone',
      'version',
      'stop_hinted_at',
      'confirm_nonce',
    ])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Channels that must not send now, with the reason that staff read. */
export function listChannelPauses(db: Db, now: number) {
  return db.selectFrom('channel_pauses').selectAll().where('until', '>', now).execute()
}

export async function pauseChannel(
  db: Db,
  pause: { channel: Channel; until: number; reason: string; at: number },
): Promise<void> {
  await db
    .insertInto('channel_pauses')
    .values(pause)
    .onConflict((oc) =>
      oc.column('channel').doUpdateSet({ until: pause.until, reason: pause.reason, at: pause.at }),
    )
    .execute()
}

/** Whether an earlier announcement to this subscriber has ended with the same final failure. */
export async function failedBefore(
  db: Db,
  subscriberId: number,
  code: string,
  announcementId: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('delivery_events')
    .select('id')
    .where('subscriber_id', '=', subscriberId)
    .where('event', '=', 'failed')
    .where('code', '=', code)
    .where('announcement_id', '!=', announcementId)
    .executeTakeFirst()
  return row !== undefined
}

export async function noteStopHint(db: Db, subscriberId: number, now: number): Promise<void> {
  await db.updateTable('subscribers').set({ stop_hinted_at: now }).where('id', '=', subscriberId).execute()
}
