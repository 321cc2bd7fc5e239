import { type Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

export const name = 'postgres' as const

// Our bigints are milliseconds and counters, all below 2^53.
const INT8 = 20
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** A pool with the time limits of D5. */
export function dialect(url: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    types,
    statement_timeout: 10_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 10_000,
    connectionTimeoutMillis: 10_000,
  })
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}

export const counted = sql`bigserial primary key`
export const ledger = sql`with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01)`
export const skipLocked = sql`for update skip locked`

/** PostgreSQL has no cheap counter of commits: always look. */
export async function changedSince(_db: Kysely<Schema>, _memory: { version?: number }): Promise<boolean> {
  return true
}

/** Makes transactions about the same thing wait for each other, until they end. */
export async function takeTurns(tx: Kysely<Schema>, about: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${about}, 0))`.execute(tx)
}

export const contains = (column: RawBuilder<unknown>, text: string) =>
  sql<boolean>`${column} ilike ${`%${text}%`}`
