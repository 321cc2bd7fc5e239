import { type RawBuilder, sql } from 'kysely'
import { type Db, engineOf, transact } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'
import { followDigests } from './digest-ends.ts'
import { countOutOfClaim, type Stand } from './out-of-claim.ts'

export type DeliveryChange = Partial<Omit<DeliveryRow, 'announcement_id' | 'subscriber_id' | 'channel'>>

export interface Settled {
  announcementId: number
  subscriberId: number
  /** The batch of the claim: a result of a claim that was taken back is not written. */
  claim: number | null
  change: DeliveryChange
}

const COLUMNS = {
  state: 'text',
  attempts: 'bigint',
  due_at: 'bigint',
  first_at: 'bigint',
  sent_at: 'bigint',
  looks: 'bigint',
  provider_id: 'text',
  outcome: 'text',
  code: 'text',
  answer: 'text',
} as const
type Column = keyof typeof COLUMNS

/** Writes the results of claims, a statement for each sort of change. Returns how many still held their claim. */
export function settle(db: Db, results: Settled[]): Promise<number> {
  const sorts = Map.groupBy(results, ({ change }) => Object.keys(change).join(' '))
  return transact(db, async (tx) => {
    let written = 0
    for (const alike of sorts.values()) written += await settleAlike(tx, alike)
    await followDigests(
      tx,
      results.map((one) => ({ announcement_id: one.announcementId, subscriber_id: one.subscriberId })),
    )
    await noteSent(tx, results)
    return written
  })
}

async function settleAlike(tx: Db, results: Settled[]): Promise<number> {
  const change = results[0]?.change ?? {}
  const columns = (Object.keys(change) as Column[]).sort()
  const differ = columns.filter((column) => results.some((one) => one.change[column] !== change[column]))
  const rows = results.map(({ announcementId, subscriberId, claim, change }) => [
    announcementId,
    subscriberId,
    claim,
    ...differ.map((column) => keepable(change[column])),
  ])
  const from = engineOf(tx).rowsOf(JSON.stringify(rows), {
    announcement: 'bigint',
    subscriber: 'bigint',
    batch: 'bigint',
    ...Object.fromEntries(differ.map((column) => [column, COLUMNS[column]])),
  })
  // Hundreds have been sent and differ in their time only: what all have in common is said once.
  const said = (column: Column) =>
    differ.includes(column)
      ? sql.ref(`r.${column}`)
      : sql`cast(${keepable(change[column]) ?? null} as ${sql.raw(COLUMNS[column])})`
  const changes = columns.map(
    (column) =>
      sql`${sql.ref(column)} = ${column === 'outcome' ? laterWord(said('state'), said(column)) : said(column)}`,
  )
  // By the key of the ledger and no other way: the sums keep SQLite from going through all claims for each result.
  const { rows: written } = await sql<Stand>`
    update deliveries set claim = null, ${sql.join(changes)} from ${from} as r
    where deliveries.announcement_id = r.announcement and deliveries.subscriber_id = r.subscriber
      and deliveries.claim + 0 = r.batch and deliveries.state || '' = 'claimed'
    returning deliveries.announcement_id, deliveries.channel, deliveries.state`.execute(tx)
  await countOutOfClaim(tx, written)
  return written.length
}

/** PostgreSQL keeps no NUL and no half of a letter; what a relay writes is not worth a batch. */
function keepable(value: string | number | null | undefined) {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}

/** A carrier may report before the answer to our own request is written down: its later word stays. */
const laterWord = (state: RawBuilder<unknown>, outcome: RawBuilder<unknown>) =>
  sql`case when ${state} = 'sent' and deliveries.outcome in
    ('delivered', 'read', 'undelivered', 'failed', 'bounced', 'complained') then deliveries.outcome else ${outcome} end`

/** When the first and the last message of an announcement were handed over, for everybody who asks how long it took. */
export async function noteSent(
  tx: Db,
  results: { announcementId: number; change: DeliveryChange }[],
): Promise<void> {
  const spans = new Map<number, { first: number; last: number }>()
  for (const { announcementId, change } of results) {
    const at = change.state === 'sent' ? change.sent_at : null
    if (!at) continue
    const span = spans.get(announcementId) ?? { first: at, last: at }
    spans.set(announcementId, { first: Math.min(span.first, at), last: Math.max(span.last, at) })
  }
  // In one order for everybody, so that two senders never wait for each other.
  for (const [id, { first, last }] of [...spans].sort(([a], [b]) => a - b))
    await sql`
      update announcements set
        first_sent_at = case when first_sent_at < ${first} then first_sent_at else ${first} end,
        last_sent_at = case when last_sent_at > ${last} then last_sent_at else ${last} end
      where id = ${id}`.execute(tx)
}
