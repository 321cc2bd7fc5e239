import { sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Listed } from '#src/subscribers/import/person.ts'
import { type Db, engineOf } from '../open.ts'

/** One who is there already, as far as a list has to know. */
export interface Present {
  id: number
  channel: Channel
  address: string
  confirmed_at: number | null
  ended_at: number | null
  ended_by: string | null
  version: number
}

/** Who of these is there already, by channel and address. */
export async function listPresent(
  db: Db,
  people: { channel: Channel; address: string }[],
): Promise<Map<string, Present>> {
  const present = new Map<string, Present>()
  for (const [channel, some] of Map.groupBy(people, (one) => one.channel)) {
    const rows = await db
      .selectFrom('subscribers')
      .select(['id', 'channel', 'address', 'confirmed_at', 'ended_at', 'ended_by', 'version'])
      .where('channel', '=', channel)
      .where(
        'address',
        'in',
        some.map(({ address }) => address),
      )
      .execute()
    for (const row of rows) present.set(`${channel}:${row.address}`, { ...row, id: Number(row.id), channel })
  }
  return present
}

/** Which of these addresses must not be written to, and why. */
export async function listSuppressed(db: Db, hashes: string[]): Promise<Map<string, string>> {
  if (!hashes.length) return new Map()
  const rows = await db
    .selectFrom('suppressions')
    .select(['address_hash', 'reason'])
    .where('address_hash', 'in', hashes)
    .execute()
  return new Map(rows.map((row) => [row.address_hash, row.reason]))
}

const COLUMNS = {
  channel: 'text',
  address: 'text',
  address_hash: 'text',
  country: 'text',
  name: 'text',
  language: 'text',
  time_zone: 'text',
  wants_incident: 'bigint',
  wants_closure: 'bigint',
  wants_release: 'bigint',
  every_component: 'bigint',
  least_impact: 'text',
  rhythm: 'text',
  digest_minute: 'bigint',
  digest_day: 'bigint',
  quiet_from: 'bigint',
  quiet_until: 'bigint',
  breaks_through: 'bigint',
  confirmed_at: 'bigint',
} as const

/**
 * Adds people in one statement, with their components and tags. Returns the id of each by `channel:address`; who came in
 * between, by another way, is left as they are and not among them.
 */
export async function insertListed(tx: Db, people: Listed[], now: number): Promise<Map<string, number>> {
  if (!people.length) return new Map()
  const names = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)))
  const rows = engineOf(tx).rowsOf(JSON.stringify(people.map(cellsOf)), COLUMNS)
  const { rows: added } = await sql<{ id: number; channel: string; address: string }>`
    insert into subscribers (${names}, origin, created_at)
    select ${names}, 'import', ${sql.lit(now)} from ${rows} as list where true
    on conflict (channel, address) do nothing returning id, channel, address`.execute(tx)
  const ids = new Map(added.map((row) => [`${row.channel}:${row.address}`, Number(row.id)]))
  const theirs = people.flatMap((one) => {
    const id = ids.get(`${one.channel}:${one.address}`)
    return id === undefined ? [] : [{ id, one }]
  })
  await insertAllOf(
    tx,
    'subscriber_components',
    theirs.flatMap(({ id, one: { choices } }) =>
      choices.components === 'all'
        ? []
        : choices.components.map((component_id) => ({ subscriber_id: id, component_id })),
    ),
  )
  await insertAllOf(
    tx,
    'subscriber_tags',
    theirs.flatMap(({ id, one }) => one.tags.map((tag) => ({ subscriber_id: id, tag }))),
  )
  return ids
}

function cellsOf({ choices, hours, ...one }: Listed) {
  const wants = (kind: (typeof choices.kinds)[number]) => (choices.kinds.includes(kind) ? 1 : 0)
  return [
    one.channel,
    one.address,
    one.hash,
    one.country,
    one.name,
    one.language,
    one.timeZone,
    wants('incident'),
    wants('closure'),
    wants('release'),
    choices.components === 'all' ? 1 : 0,
    choices.leastImpact,
    hours.rhythm,
    hours.digestMinute,
    hours.digestDay,
    hours.quiet?.from ?? null,
    hours.quiet?.until ?? null,
    hours.breaksThrough ? 1 : 0,
    one.agreedAt,
  ]
}

async function insertAllOf<Table extends 'subscriber_components' | 'subscriber_tags' | 'consents'>(
  tx: Db,
  table: Table,
  rows: object[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000)
    await tx
      .insertInto(table)
      .values(rows.slice(from, from + 1_000) as never)
      .execute()
}

/** Writes down of many what is the evidence of their consent. */
export function insertConsents(
  tx: Db,
  consents: {
    subscriber_id: number
    at: number
    act: string
    text_version: string
    evidence: string | null
  }[],
): Promise<void> {
  return insertAllOf(
    tx,
    'consents',
    consents.map((one) => ({ ...one, ip_hash: null })),
  )
}
