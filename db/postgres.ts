import type { Socket } from 'node:net'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  PostgresDialect,
  type RawBuilder,
  sql,
} from 'kysely'
import type { ClientBase, Pool } from 'pg'
import { type Heard, listen } from './listen.ts'
import type { Use } from './open.ts'
import type { Schema, TallyTable } from './schema.ts'

export const name = 'postgres' as const

// Our bigints are milliseconds and counters, all below 2^53.
const INT8 = 20

/** How long a statement, a wait for a lock, and an open transaction without a statement may take (D5), in ms; 0: without end. */
const LIMITS: Record<Use, { statement: number; lock: number; idle: number }> = {
  web: { statement: 10_000, lock: 2_000, idle: 10_000 },
  read: { statement: 10_000, lock: 2_000, idle: 10_000 },
  sender: { statement: 60_000, lock: 10_000, idle: 60_000 },
  command: { statement: 0, lock: 60_000, idle: 0 },
}

/** A pool with the limits of its use; every connection commits durably, and those that read cannot write. */
export function dialect(url: string, use: Use, limits = LIMITS[use]): Dialect {
  return new PostgresDialect({
    pool: () => poolFor(url, limits),
    onCreateConnection: (connection) => settle(connection, use),
  })
}

/** The driver is loaded here, so that whoever keeps an SQLite file does without. */
async function poolFor(url: string, limits: (typeof LIMITS)[Use]): Promise<Pool> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idle,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // So would one that dies between two statements of a transaction; the next statement says what happened.
  pool.on('connect', (client) => {
    client.on('error', () => {})
    if (limits.statement) hangUpAfter(client, 2 * limits.statement)
  })
  return pool
}

/**
 * A host that vanished answers nothing and closes nothing; the system notices after a quarter of an hour. A server that
 * is there ends every statement in half of this time.
 */
function hangUpAfter(client: ClientBase, ms: number): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  const fault = Object.assign(new Error('PostgreSQL has not answered.'), { code: 'ETIMEDOUT' })
  stream.setTimeout(ms, () => stream.destroy(fault))
}

/** Throws when a commit would not be on disk once it is confirmed, whatever the server's own setting is. */
async function settle(connection: DatabaseConnection, use: Use): Promise<void> {
  if (use === 'read')
    await connection.executeQuery(CompiledQuery.raw('set default_transaction_read_only = on'))
  const { rows } = await connection.executeQuery<{ commit: string }>(
    CompiledQuery.raw(`select case when current_setting('synchronous_commit') in ('off', 'local')
      then set_config('synchronous_commit', 'on', false) else current_setting('synchronous_commit') end as commit`),
  )
  const commit = rows[0]?.commit
  if (commit === undefined || ['off', 'local'].includes(commit))
    throw new Error(`PostgreSQL answered synchronous_commit = ${commit}, but on is needed.`)
}

export { sayWhenPagesChange, sayWhenThereIsWork } from './listen.ts'
export * as people from './people/postgres.ts'

export const counted = sql`bigserial primary key`
export const ledger = sql`with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01)`
/** After a table's name: the planner knows by its statistics which index is best. */
export const by = (_index: string) => sql``

/** Calls back when the server says that there is work, or that public pages have changed; as a hint. */
export function watch(
  _db: Kysely<Schema>,
  url: string,
  changed: () => void,
  of: Heard = 'work',
): { stop(): Promise<void> } {
  return listen(url, of, changed)
}

/** The server looks after its own log. */
export async function keepSmall(_db: Kysely<Schema>): Promise<void> {}

/** A server has no file of ours. */
export async function pathOf(_db: Kysely<Schema>): Promise<string> {
  return ''
}

/** Lifts the limits of time for this transaction. */
export async function takeTime(tx: Kysely<Schema>): Promise<void> {
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`.execute(tx)
}

/** Makes transactions about the same thing wait for each other, until they end. */
export async function takeTurns(tx: Kysely<Schema>, about: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${about}, 0))`.execute(tx)
}

const OPEN = sql.raw(`('pending', 'retry', 'claimed', 'unknown')`)

/**
 * Makes the counters beside the ledger and the triggers that keep them true; counts what is there. Each statement adds
 * rows of its differences instead of changing one row, so that nobody waits for anybody; `foldTallies` adds them up.
 */
export async function countDeliveries(db: Kysely<never>): Promise<void> {
  await sql`create table tallies (
    announcement_id bigint not null, channel text not null, state text not null, count bigint not null)`.execute(
    db,
  )
  await sql`create index tallies_by_announcement on tallies (announcement_id)`.execute(db)
  const difference = (rows: RawBuilder<unknown>) => sql`
    insert into tallies (announcement_id, channel, state, count)
    select announcement_id, channel, case when state in ${OPEN} then 'open' else state end, sum(one)
    from (${rows}) as moved group by 1, 2, 3 having sum(one) <> 0;`
  const rows = (table: string, one: number) =>
    sql`select announcement_id, channel, state, ${sql.lit(one)} as one from ${sql.table(table)}`
  await difference(rows('deliveries', 1)).execute(db)
  const before = sql`referencing old table as before`
  const after = sql`referencing new table as after`
  for (const [event, transition, moved] of [
    ['insert', after, rows('after', 1)],
    ['update', sql`${before} new table as after`, sql`${rows('before', -1)} union all ${rows('after', 1)}`],
    ['delete', before, rows('before', -1)],
  ] as const) {
    const name = sql.ref(`deliveries_${event}_counted`)
    await sql`create function ${name}() returns trigger language plpgsql as $count$ begin
      ${difference(moved)} return null; end $count$`.execute(db)
    await sql`create trigger ${name} after ${sql.raw(event)} on deliveries ${transition}
      for each statement execute function ${name}()`.execute(db)
  }
}

/** Rows handed in as one JSON text: an array of arrays, one value for each column. */
export function rowsOf(json: string, columns: Record<string, 'bigint' | 'text'>): RawBuilder<unknown> {
  const each = Object.entries(columns).map(
    ([name, type], at) => sql`(value ->> ${sql.lit(at)})::${sql.raw(type)} as ${sql.ref(name)}`,
  )
  return sql`(select ${sql.join(each)} from jsonb_array_elements(${json}::jsonb))`
}

/** Nothing to add: here the triggers count statement by statement, also what comes into the ledger or out of a claim. */
export async function addTallies(_db: Kysely<Schema>, _changes: TallyTable[]): Promise<void> {}

/** Adds up counters of which many rows have come together. Readers add them up anyway; this keeps it quick. */
export async function foldTallies(db: Kysely<Schema>): Promise<void> {
  await sql`
    with many as (
      select announcement_id from tallies group by announcement_id having count(*) > 200 limit 20),
    gone as (
      delete from tallies where announcement_id in (select announcement_id from many) returning *)
    insert into tallies (announcement_id, channel, state, count)
    select announcement_id, channel, state, sum(count) from gone
    group by announcement_id, channel, state having sum(count) <> 0`.execute(db)
}
