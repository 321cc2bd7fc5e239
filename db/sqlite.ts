import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import {
  type Dialect,
  type Kysely,
  type RawBuilder,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  sql,
} from 'kysely'
import type { Use } from './open.ts'
import { PatientDialect } from './patience.ts'
import type { Schema, TallyTable } from './schema.ts'

export const name = 'sqlite' as const
export * as people from './people/sqlite.ts'

/** What the file must answer when it is asked back (D1); anything else refuses to start. */
const PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 5000 } as const
/** A WAL beyond this is written back and cut off; see {@link keepSmall}. */
const WAL_LIMIT = 64 * 1024 * 1024

/**
 * Opens the file (created if missing) in WAL with full durability; for `read` without the right to write anything.
 * Throws when a pragma does not hold.
 */
export function dialect(path: string, use: Use): Dialect {
  const file = new Sqlite(path, { readonly: use === 'read', fileMustExist: use === 'read' })
  for (const [pragma, wanted] of Object.entries(PRAGMAS)) {
    if (use !== 'read' || pragma !== 'journal_mode') file.pragma(`${pragma} = ${wanted}`)
    const got = file.pragma(pragma, { simple: true })
    if (got !== wanted)
      throw new Error(`SQLite answered ${pragma} = ${got}, but ${wanted} is needed: ${path}`)
  }
  if (use === 'read') return new SqliteDialect({ database: remembering(file) })
  file.pragma(`journal_size_limit = ${WAL_LIMIT}`)
  // From here on the dialect waits by itself.
  file.pragma('busy_timeout = 0')
  return new PatientDialect({ database: remembering(file) })
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
/** After a table's name: goes by this index. There are no statistics here from which that could be known. */
export const by = (index: string) => sql`indexed by ${sql.ref(index)}`

/** How often the file is asked whether somebody else has committed: a few microseconds each time. */
const LOOK_MS = 25

/** Calls back when somebody else has committed to this file, within some 25 ms. */
export function watch(
  db: Kysely<Schema>,
  _url: string,
  changed: () => void,
  _of?: 'work' | 'changes',
): { stop(): Promise<void> } {
  let last: number | undefined
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    // A file that cannot be read now is asked again at once; whoever works with it says what is wrong.
    looking = looking.then(look).catch(() => {})
  }, LOOK_MS)

  async function look(): Promise<void> {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db)
    if (rows[0]?.data_version !== last) changed()
    last = rows[0]?.data_version
  }

  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

/** A file calls nobody: whoever wants to know looks at it. */
export async function sayWhenThereIsWork(_db: Kysely<never>): Promise<void> {}
export async function sayWhenPagesChange(_db: Kysely<never>): Promise<void> {}

/**
 * Writes a WAL that has grown long back into the file and cuts it off (D1), unless somebody reads an older state just now.
 * The first pass holds nobody up; what is left for the second, which holds writers up, is what came in between.
 */
export async function keepSmall(db: Kysely<Schema>, limit = WAL_LIMIT): Promise<void> {
  if (walBytes(await pathOf(db)) <= limit) return
  await sql`pragma wal_checkpoint(passive)`.execute(db)
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
}

/** The file that holds the database. */
export async function pathOf(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ name: string; file: string }>`pragma database_list`.execute(db)
  return rows.find((row) => row.name === 'main')?.file ?? ''
}

function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

/** Lifts the limits of time for this transaction: here there are none. */
export async function takeTime(_tx: Kysely<Schema>): Promise<void> {}

/** Makes transactions about the same thing wait for each other: here there is one writer at a time anyway. */
export async function takeTurns(_tx: Kysely<Schema>, _about: string): Promise<void> {}

const OPEN = sql.raw(`('pending', 'retry', 'claimed', 'unknown')`)
const stand = (row: 'new' | 'old') =>
  sql`case when ${sql.ref(`${row}.state`)} in ${OPEN} then 'open' else ${sql.ref(`${row}.state`)} end`

/**
 * Makes the counters beside the ledger, counts what is there, and sets triggers that keep them true; except for the two
 * roads on which a million rows go, into the ledger and out of a claim: a trigger a row would double their cost, so
 * those who go there say it by `addTallies`.
 */
export async function countDeliveries(db: Kysely<never>): Promise<void> {
  await sql`create table tallies (
    announcement_id integer not null, channel text not null, state text not null, count integer not null,
    primary key (announcement_id, channel, state)) without rowid`.execute(db)
  await sql`insert into tallies (announcement_id, channel, state, count)
    select announcement_id, channel, case when state in ${OPEN} then 'open' else state end as stand, count(*)
    from deliveries group by announcement_id, channel, stand`.execute(db)
  const take = sql`update tallies set count = count - 1
    where announcement_id = old.announcement_id and channel = old.channel and state = ${stand('old')};`
  await sql`create trigger deliveries_moved after update of state on deliveries
    when new.state <> 'claimed' and old.state <> 'claimed' and ${stand('new')} <> ${stand('old')} begin
      ${take}
      insert into tallies (announcement_id, channel, state, count)
      values (new.announcement_id, new.channel, ${stand('new')}, 1)
      on conflict (announcement_id, channel, state) do update set count = count + 1;
    end`.execute(db)
  await sql`create trigger deliveries_removed after delete on deliveries begin ${take} end`.execute(db)
}

/** Counts what no trigger does: rows that came into the ledger or out of a claim. Part of the same transaction. */
export async function addTallies(db: Kysely<Schema>, changes: TallyTable[]): Promise<void> {
  for (const { announcement_id, channel, state, count } of changes)
    await sql`insert into tallies (announcement_id, channel, state, count)
      values (${announcement_id}, ${channel}, ${state}, ${count})
      on conflict (announcement_id, channel, state) do update set count = count + excluded.count`.execute(db)
}

/** Rows handed in as one JSON text: an array of arrays, one value for each column. */
export function rowsOf(json: string, columns: Record<string, 'bigint' | 'text'>): RawBuilder<unknown> {
  const each = Object.keys(columns).map(
    (name, at) => sql`json_extract(value, ${sql.lit(`$[${at}]`)}) as ${sql.ref(name)}`,
  )
  return sql`(select ${sql.join(each)} from json_each(${json}))`
}

/** Adds up counters of which many rows have come together: here there is one of each anyway. */
export async function foldTallies(_db: Kysely<Schema>): Promise<void> {}
