import Sqlite from 'better-sqlite3'
import {
  type Kysely,
  type RawBuilder,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  sql,
} from 'kysely'
import type { Schema } from './schema.ts'

export const name = 'sqlite' as const

/** What the file must answer when it is asked back (D1); anything else refuses to start. */
const PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 5000 } as const

/** Opens the file (created if missing) in WAL with full durability. Throws when a pragma does not hold. */
export function dialect(path: string): SqliteDialect {
  const file = new Sqlite(path)
  for (const [pragma, wanted] of Object.entries(PRAGMAS)) {
    file.pragma(`${pragma} = ${wanted}`)
    const got = file.pragma(pragma, { simple: true })
    if (got !== wanted)
      throw new Error(`SQLite answered ${pragma} = ${got}, but ${wanted} is needed: ${path}`)
  }
  return new SqliteDialect({ database: remembering(file) })
}

/**
 * Prepares each statement once, and begins every transaction as a writer: a deferred one that
 * reads first and writes later is refused with SQLITE_BUSY instead of waiting its turn.
 */
function remembering(file: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => file.close(),
    prepare(text) {
      let statement = prepared.get(text)
      if (!statement) {
        statement = file.prepare(text === 'begin' ? 'begin immediate' : text)
        if (prepared.size > 500) prepared.clear()
        prepared.set(text, statement)
      }
      return statement
    },
  }
}

/** Column type of a key that the database counts up itself. */
export const counted = sql`integer primary key autoincrement`
/** Table clause for the ledger: rows live in their key, 25 bytes less each. */
export const ledger = sql`without rowid`
/** Appended to a SELECT that picks rows to change: nothing here, the one writer is alone. */
export const skipLocked = sql``

/** True when somebody else committed to this file since the last call with the same memory. */
export async function changedSince(db: Kysely<Schema>, memory: { version?: number }): Promise<boolean> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db)
  const version = rows[0]?.data_version
  const changed = version !== memory.version
  memory.version = version
  return changed
}

/** Makes transactions about the same thing wait for each other: here there is one writer at a time anyway. */
export async function takeTurns(_tx: Kysely<Schema>, _about: string): Promise<void> {}

/** Case-insensitive "contains" on both engines. */
export const contains = (column: RawBuilder<unknown>, text: string) =>
  sql<boolean>`${column} like ${`%${text}%`}`
