import { type RawBuilder, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'
import type { SubscriberRow } from '../schema.ts'
import { all, type Narrowed, type Plan, planOf, STATE, type Standing } from './people-plan.ts'

export type { Narrowed, Sought, Standing } from './people-plan.ts'

/** One in a list of people. */
export interface Person extends Pick<SubscriberRow, 'id' | 'address' | 'name' | 'language' | 'origin'> {
  channel: Channel
  state: Standing
  createdAt: number
  confirmedAt: number | null
  endedAt: number | null
  tags: string[]
}

export interface PeoplePage {
  people: Person[]
  /** Behind whom the next page begins; null: this was all. */
  next: number | null
  /** Fewer than asked for were found although not all were looked at: looking goes on behind `next`. */
  cut: boolean
}

/** So many are looked at for one page, with an index for whatever narrows well: some ten milliseconds of a million. */
const SCAN = 20_000
/** Beyond this nobody counts. */
export const COUNTED = 10_000

/**
 * People, the newest first (by address where its beginning is sought), a page at a time behind the subscriber `after`.
 * Never looks at more than twenty thousand: `cut` says where a page ended for that.
 */
export async function listPeople(
  db: Db,
  narrowed: Narrowed,
  { after, limit }: { after?: number; limit: number },
): Promise<PeoplePage> {
  const plan = planOf(db, narrowed)
  const from = after === undefined ? [] : [sql`${plan.key} ${plan.onward} ${plan.keyOf(after)}`]
  const floor = await floorOf(db, plan, from)
  const bound = floor === null ? [] : [sql`${plan.key} ${plan.backward} ${plan.keyOf(floor)}`]
  const { rows } = await sql<Row>`
    select s.id, s.channel, s.address, s.name, s.language, s.origin, s.created_at, s.confirmed_at, s.ended_at,
      ${STATE} as state
    from ${plan.from} where ${all([...plan.lead, ...plan.rest, ...from, ...bound])}
    order by ${plan.key} ${plan.way} limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const more = rows.length > limit
  const people = await withTags(db, shown)
  const next = more ? (people.at(-1)?.id ?? null) : floor
  return { people, next, cut: !more && floor !== null }
}

/** How many there are: up to ten thousand exactly; `more` where there are more, or where not all could be looked at. */
export async function countPeople(db: Db, narrowed: Narrowed): Promise<{ count: number; more: boolean }> {
  const plan = planOf(db, narrowed)
  const floor = await floorOf(db, plan, [])
  const bound = floor === null ? [] : [sql`${plan.key} ${plan.backward} ${plan.keyOf(floor)}`]
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
    select 1 from ${plan.from} where ${all([...plan.lead, ...plan.rest, ...bound])}
    order by ${plan.key} ${plan.way} limit ${COUNTED + 1}) as them`.execute(db)
  const count = Number(rows[0]?.count ?? 0)
  return { count: Math.min(count, COUNTED), more: count > COUNTED || floor !== null }
}

/** Every tag there is, the first two hundred: each is found by one step in the index, however many people bear it. */
export async function listTags(db: Db): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`
    with recursive each_tag(tag) as (
      select min(tag) from subscriber_tags
      union all select (select min(tag) from subscriber_tags where tag > each_tag.tag) from each_tag
      where each_tag.tag is not null)
    select tag from each_tag where tag is not null limit 200`.execute(db)
  return rows.map(({ tag }) => tag)
}

type Row = Omit<Person, 'tags' | 'createdAt' | 'confirmedAt' | 'endedAt'> &
  Pick<SubscriberRow, 'created_at' | 'confirmed_at' | 'ended_at'>

/** The last one that is looked at, by its index alone; null where there are fewer. */
async function floorOf(db: Db, plan: Plan, from: RawBuilder<unknown>[]): Promise<number | null> {
  const { rows } = await sql<{
    id: number
  }>`select s.id from ${plan.from} where ${all([...plan.lead, ...from])}
    order by ${plan.key} ${plan.way} limit 1 offset ${SCAN}`.execute(db)
  return rows[0] ? Number(rows[0].id) : null
}

async function withTags(db: Db, rows: Row[]): Promise<Person[]> {
  const ids = rows.map(({ id }) => id)
  const tags = ids.length
    ? await db
        .selectFrom('subscriber_tags')
        .selectAll()
        .where('subscriber_id', 'in', ids)
        .orderBy('tag')
        .execute()
    : []
  const of = Map.groupBy(tags, (one) => Number(one.subscriber_id))
  return rows.map(({ created_at, confirmed_at, ended_at, ...row }) => ({
    ...row,
    id: Number(row.id),
    createdAt: created_at,
    confirmedAt: confirmed_at,
    endedAt: ended_at,
    tags: (of.get(Number(row.id)) ?? []).map(({ tag }) => tag),
  }))
}
