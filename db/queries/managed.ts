import { type SelectQueryBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { READABLE } from '#src/channels/index.ts'
import type { Db } from '../open.ts'
import type { Schema } from '../schema.ts'

/** How a subscriber stands: told, not confirmed yet, not told for a while, gone. */
export type SubscriberState = 'active' | 'unconfirmed' | 'quarantined' | 'unsubscribed'

export interface ManagedSubscriber {
  id: number
  channel: Channel
  address: string
  country: string | null
  state: SubscriberState
  /** Null: everything there is. */
  components: string[] | null
  createdAt: number
  quarantinedAt: number | null
}

export interface Wanted {
  channel?: Channel
  /** `all`: everybody who has not left. */
  state: SubscriberState | 'all'
  /** Part of the address. */
  text?: string
  sort?: 'primary' | 'created_at' | 'quarantined_at'
  descending?: boolean
  limit: number
  offset: number
}

/** Subscribers as programs manage them. */
export async function listManaged(db: Db, wanted: Wanted): Promise<ManagedSubscriber[]> {
  const way = wanted.descending ? 'desc' : 'asc'
  let query = narrowed(from(db), wanted)
  if (wanted.sort === 'created_at') query = query.orderBy('s.created_at', way)
  else if (wanted.sort === 'quarantined_at') query = query.orderBy('r.quarantined_at', way)
  else query = query.orderBy('s.channel', way).orderBy('s.address', way)
  const rows = await query.orderBy('s.id', way).limit(wanted.limit).offset(wanted.offset).execute()
  return withComponents(db, rows)
}

export async function findManaged(db: Db, id: number): Promise<ManagedSubscriber | undefined> {
  return (await withComponents(db, await from(db).where('s.id', '=', id).execute()))[0]
}

/** How many there are in each state, by channel. */
export async function countManaged(
  db: Db,
): Promise<{ channel: Channel; state: SubscriberState; count: number }[]> {
  const rows = await db
    .selectFrom('subscribers as s')
    .select(['s.channel', stateOf.as('state'), (eb) => eb.fn.countAll().as('count')])
    .groupBy(['s.channel', 'state'])
    .execute()
  return rows.map((row) => ({ channel: row.channel as Channel, state: row.state, count: Number(row.count) }))
}

const stateOf = sql<SubscriberState>`case
  when s.ended_at is not null then 'unsubscribed'
  when s.confirmed_at is null then 'unconfirmed'
  when s.quarantined_until is not null then 'quarantined'
  else 'active' end`

function from(db: Db) {
  return db
    .selectFrom('subscribers as s')
    .leftJoin('refusals as r', 'r.subscriber_id', 's.id')
    .select([
      's.id',
      's.channel',
      's.address',
      's.country',
      's.every_component',
      's.created_at',
      's.quarantined_until',
      'r.quarantined_at',
      stateOf.as('state'),
    ])
}

type Query = ReturnType<typeof from>
type Row = Awaited<ReturnType<Query['execute']>>[number]

function narrowed(query: Query, { channel, state, text }: Wanted): Query {
  let narrow = query as SelectQueryBuilder<
    Schema & { s: Schema['subscribers']; r: Schema['refusals'] },
    's' | 'r',
    Row
  >
  if (channel) narrow = narrow.where('s.channel', '=', channel)
  if (state === 'unsubscribed') narrow = narrow.where('s.ended_at', 'is not', null)
  else narrow = narrow.where('s.ended_at', 'is', null)
  if (state === 'unconfirmed') narrow = narrow.where('s.confirmed_at', 'is', null)
  if (state === 'active' || state === 'quarantined')
    narrow = narrow
      .where('s.confirmed_at', 'is not', null)
      .where('s.quarantined_until', state === 'active' ? 'is' : 'is not', null)
  // Of other channels the address is a secret: nobody finds it out letter by letter.
  if (text)
    narrow = narrow
      .where('s.channel', 'in', READABLE)
      .where(sql<boolean>`s.address like ${likeAny(text)} escape '\\'`)
  return narrow as unknown as Query
}

const likeAny = (text: string) => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

async function withComponents(db: Db, rows: Row[]): Promise<ManagedSubscriber[]> {
  const some = rows.filter((row) => !row.every_component).map(({ id }) => id)
  const chosen = some.length
    ? await db
        .selectFrom('subscriber_components')
        .selectAll()
        .where('subscriber_id', 'in', some)
        .orderBy('component_id')
        .execute()
    : []
  const of = Map.groupBy(chosen, (one) => Number(one.subscriber_id))
  return rows.map((row) => ({
    id: Number(row.id),
    channel: row.channel as Channel,
    address: row.address,
    country: row.country,
    state: row.state,
    components: row.every_component ? null : (of.get(Number(row.id)) ?? []).map((one) => one.component_id),
    createdAt: Number(row.created_at),
    quarantinedAt: row.state === 'quarantined' ? row.quarantined_at : null,
  }))
}
