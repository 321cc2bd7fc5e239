import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  PostgresDialect,
  type RawBuilder,
  sql,
} from 'kysely'
import pg from 'pg'
import type { Use } from './open.ts'
import type { Schema } from './schema.ts'

export const name = 'postgres' as const

// Our bigints are milliseconds and counters, all below 2^53.
const INT8 = 20
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** How long a statement, a wait for a lock, and an open transaction without a statement may take (D5), in ms; 0: without end. */
const LIMITS: Record<Use, { statement: number; lock: number; idle: number }> = {
  web: { statement: 10_000, lock: 2_000, idle: 10_000 },
  read: { statement: 10_000, lock: 2_000, idle: 10_000 },
  sender: { statement: 60_000, lock: 10_000, idle: 60_000 },
  command: { statement: 0, lock: 60_000, idle: 0 },
}

/** A pool with the limits of its use; every connection commits durably, and those that read cannot write. */
export function dialect(url: string, use: Use): Dialect {
  const limits = LIMITS[use]
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    types,
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idle,
    connectionTimeoutMillis: 10_000,
  })
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return new PostgresDialect({ pool, onCreateConnection: (connection) => settle(connection, use) })
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

export const counted = sql`bigserial primary key`
export const ledger = sql`with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01)`
export const skipLocked = sql`for update skip locked`

/** PostgreSQL has no cheap counter of commits: always look. */
export async function changedSince(_db: Kysely<Schema>, _memory: { version?: number }): Promise<boolean> {
  return true
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

export const contains = (column: RawBuilder<unknown>, text: string) =>
  sql<boolean>`${column} ilike ${`%${text}%`}`
