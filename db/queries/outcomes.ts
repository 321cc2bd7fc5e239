import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DeliveryState } from '#src/deliveries/delivery.ts'
import type { Db } from '../open.ts'
import type { DeliveryRow } from '../schema.ts'

export interface Outcome extends DeliveryRow {
  /** Null when the subscriber has been erased. */
  address: string | null
}

export interface OutcomePage {
  afterSubscriber: number
  limit: number
  state?: DeliveryState
  /** Null: those without a code. */
  code?: string | null
}

const TROUBLES: readonly DeliveryState[] = ['retry', 'unknown', 'failed', 'expired']
/** Rows looked through between two turns of the loop. */
const WINDOW = 10_000

/**
 * Deliveries of an announcement with whom they went to, a page at a time by subscriber. States that need attention have
 * an index; rare ones among a million others are looked for window by window, so that nobody waits meanwhile.
 */
export async function listOutcomes(db: Db, announcementId: number, page: OutcomePage): Promise<Outcome[]> {
  if (!page.state || TROUBLES.includes(page.state)) return listBetween(db, announcementId, page)
  const found: Outcome[] = []
  for (let after = page.afterSubscriber; ; ) {
    const to = await windowEnd(db, announcementId, after)
    const limit = page.limit - found.length
    found.push(...(await listBetween(db, announcementId, { ...page, afterSubscriber: after, limit }, to)))
    if (to === undefined || found.length >= page.limit) return found
    after = to
    await turn()
  }
}

/** The last subscriber of the window behind `after`; undefined when the announcement ends within it. */
async function windowEnd(db: Db, announcementId: number, after: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('subscriber_id')
    .where('announcement_id', '=', announcementId)
    .where('subscriber_id', '>', after)
    .orderBy('subscriber_id')
    .offset(WINDOW - 1)
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.subscriber_id)
}

function listBetween(db: Db, announcementId: number, page: OutcomePage, to?: number): Promise<Outcome[]> {
  let query = db
    .selectFrom('deliveries as d')
    .leftJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .selectAll('d')
    .select('s.address')
    .where('d.announcement_id', '=', announcementId)
    .where('d.subscriber_id', '>', page.afterSubscriber)
  if (to !== undefined) query = query.where('d.subscriber_id', '<=', to)
  // A literal of ours, so that the index over states that need attention is known to fit.
  if (page.state) query = query.where('d.state', '=', sql.lit(page.state))
  if (page.state && TROUBLES.includes(page.state))
    query = query.where(sql<boolean>`d.state in ('retry', 'unknown', 'failed', 'expired')`)
  if (page.code === null) query = query.where('d.code', 'is', null)
  else if (page.code !== undefined) query = query.where('d.code', '=', page.code)
  return query.orderBy('d.subscriber_id').limit(page.limit).execute()
}
