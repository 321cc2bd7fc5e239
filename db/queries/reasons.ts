import { setImmediate as turn } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { DeliveryState } from '#src/deliveries/delivery.ts'
import { type Db, engineOf } from '../open.ts'

/** Deliveries that need attention and stand alike. */
export interface Trouble {
  channel: Channel
  state: DeliveryState
  code: string | null
  count: number
}

export interface Reason extends Trouble {
  /** One of the answers, in the relay's own words. */
  answer: string | null
}

/** Written as the index over them says it; without that nobody sees that it fits. */
const TROUBLED = sql<boolean>`state in ('retry', 'unknown', 'failed', 'expired')`
/** Rows counted between two turns of the loop: some milliseconds. */
const WINDOW = 10_000
/** Rows among which an answer is looked for: what has one nearly always has it in the first. */
const FEW = 50

/** Why deliveries did not arrive or are late, by channel, state and code, the fifty most frequent first. */
export async function listReasons(db: Db, announcementId: number): Promise<Reason[]> {
  const troubles = await countTroubles(db, announcementId)
  const most = troubles.sort((a, b) => b.count - a.count).slice(0, 50)
  return Promise.all(most.map(async (one) => ({ ...one, answer: await answerOf(db, announcementId, one) })))
}

/**
 * How many need attention, by channel, state and code. From the index alone and window by window, so that nobody waits
 * meanwhile; what changes between two windows may be counted on either side.
 */
export async function countTroubles(db: Db, announcementId: number): Promise<Trouble[]> {
  const { rows } = await sql<{ state: DeliveryState }>`
    select state from tallies where announcement_id = ${announcementId} and ${TROUBLED}
    group by state having sum(count) > 0 order by state`.execute(db)
  const troubles: Trouble[] = []
  for (const { state } of rows) troubles.push(...(await countIn(db, announcementId, state)))
  return troubles
}

async function countIn(db: Db, announcementId: number, state: DeliveryState): Promise<Trouble[]> {
  const those = standing(db, announcementId, state)
  const troubles = new Map<string, Trouble>()
  let place: Place | undefined = { code: null, last: -1 }
  while (place) {
    const found = await windowBehind(db, those, place)
    let seen = 0
    for (const { channel, code, count } of found) {
      seen += Number(count)
      const key = JSON.stringify([channel, code])
      const sum = (troubles.get(key)?.count ?? 0) + Number(count)
      troubles.set(key, { channel, state, code, count: sum })
    }
    if (seen === WINDOW) place = found.at(-1)
    else place = place.code === null ? { code: '', last: -1 } : undefined
    await turn()
  }
  return [...troubles.values()]
}

/** How far the index has been read; those without a code stand apart from the others and come first. */
interface Place {
  code: string | null
  /** The last subscriber with this code. */
  last: number
}

async function windowBehind(db: Db, those: RawBuilder<unknown>, { code, last }: Place) {
  const behind =
    code === null
      ? sql`code is null and subscriber_id > ${last}`
      : sql`(code, subscriber_id) > (${code}, ${last})`
  const { rows } = await sql<Place & Pick<Trouble, 'channel' | 'count'>>`
    select channel, code, count(*) as count, max(subscriber_id) as last from (
      select channel, code, subscriber_id from ${those} and ${behind}
      order by code, subscriber_id limit ${WINDOW}) as next
    group by code, channel order by code, last`.execute(db)
  return rows
}

async function answerOf(
  db: Db,
  announcementId: number,
  { channel, state, code }: Trouble,
): Promise<string | null> {
  const coded = code === null ? sql`code is null` : sql`code = ${code}`
  const { rows } = await sql<{ answer: string | null }>`
    select min(answer) as answer from (
      select answer from ${standing(db, announcementId, state)} and ${coded} and channel = ${channel}
      limit ${FEW}) as few`.execute(db)
  return rows[0]?.answer ?? null
}

/** The state is a literal of ours, so that both engines know that the index fits. */
const standing = (db: Db, announcementId: number, state: DeliveryState) => sql`
  deliveries ${engineOf(db).by('deliveries_troubled')}
  where announcement_id = ${announcementId} and state = ${sql.lit(state)} and ${TROUBLED}`
