import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { troubleOf } from '#src/trouble.ts'
import { copyDatabase } from './copy.ts'
import { migrations } from './migrations/index.ts'
import { type Db, engineOf, openDb, takeTurns, transact } from './open.ts'

type Migration = { up: (db: Kysely<never>) => Promise<void> }

/** The schema of a database is not the one of this program; the message says what to do. */
export class SchemaFault extends Error {}

/** How often one waits in vain for another that migrates: each time as long as a writer waits. */
const TURNS = 30
/** Copies from before migrations that are kept beside the file. */
const KEPT = 2

/**
 * Brings the schema up to date, each migration in one transaction with the note that it ran, and returns the names of
 * those that ran. Several processes may do it at once. An SQLite file that holds something is copied before the first.
 * Throws a {@link SchemaFault}, changing nothing, when the database is newer than this program or does not keep text in UTF-8.
 */
export async function migrate(db: Db, known: Record<string, Migration> = migrations): Promise<string[]> {
  await refuseOtherText(db)
  await inTurn(db, makeNotes)
  const ran: string[] = []
  for (const name of Object.keys(known).sort())
    if (await inTurn(db, (tx) => step(tx, name, known, ran.length === 0))) ran.push(name)
  return ran
}

/** Throws a {@link SchemaFault} unless the schema is exactly the one of this program. */
export async function expectCurrent(db: Db): Promise<void> {
  const done = await notes(db).catch((error) => {
    if (troubleOf(error)) throw error
    // There is no table of notes: nothing has been done yet.
    return new Set<string>()
  })
  refuseNewer(done, migrations)
  const missing = Object.keys(migrations).find((name) => !done.has(name))
  if (missing)
    throw new SchemaFault(
      `This database is older than this version of Candor (${missing} is missing): run npm run migrate.`,
    )
}

async function step(
  tx: Db,
  name: string,
  known: Record<string, Migration>,
  first: boolean,
): Promise<boolean> {
  const done = await notes(tx)
  refuseNewer(done, known)
  if (done.has(name)) return false
  if (first && done.size && engineOf(tx).name === 'sqlite') await keepCopy(tx, name)
  await known[name]?.up(tx as unknown as Kysely<never>)
  const at = new Date().toISOString()
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${at})`.execute(tx)
  return true
}

/** What the file held before a migration, beside it; written while nobody else can write. */
async function keepCopy(tx: Db, name: string): Promise<void> {
  const path = await engineOf(tx).pathOf(tx)
  const stem = `${basename(path)}.before-`
  await copyDatabase(path, join(dirname(path), `${stem}${name.slice(0, 4)}`))
  const copies = readdirSync(dirname(path)).filter((file) => file.startsWith(stem) && /\d{4}$/.test(file))
  const byAge = copies
    .map((file) => join(dirname(path), file))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
  for (const old of byAge.slice(KEPT)) rmSync(old, { force: true })
}

function refuseNewer(done: Set<string>, known: Record<string, Migration>): void {
  const unknown = [...done].find((name) => !(name in known))
  if (unknown)
    throw new SchemaFault(
      `This database was written by a newer version of Candor (it holds ${unknown}): start that version, or restore a copy from before.`,
    )
}

/** Initialised where no language is set, PostgreSQL keeps bytes of which it knows nothing: it could not search them. */
async function refuseOtherText(db: Db): Promise<void> {
  if (engineOf(db).name === 'sqlite') return
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db)
  const encoding = rows[0]?.server_encoding
  if (encoding !== 'UTF8')
    throw new SchemaFault(
      `This database keeps text in ${encoding}: Candor needs one in UTF-8. Make it with createdb --encoding=UTF8 --template=template0.`,
    )
}

async function notes(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return new Set(rows.map((row) => row.name))
}

/** The name and shape under which released versions have kept it. */
async function makeNotes(tx: Db): Promise<void> {
  await sql`create table if not exists kysely_migration (
    name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(tx)
}

/** One transaction, whose like run one after the other, without the limits of time that forms have. */
async function inTurn<Done>(db: Db, work: (tx: Db) => Promise<Done>): Promise<Done> {
  for (let turn = 1; ; turn++) {
    try {
      return await transact(db, async (tx) => {
        await engineOf(tx).takeTime(tx)
        await takeTurns(tx, 'migrate')
        return work(tx)
      })
    } catch (error) {
      if (troubleOf(error) !== 'busy' || turn >= TURNS) throw error
    }
  }
}

if (import.meta.main) {
  const db = openDb(process.env.DATABASE_URL || 'data/candor.db', 'command')
  try {
    const ran = await migrate(db)
    console.log(ran.length ? `Migrated: ${ran.join(', ')}` : 'The schema is up to date.')
  } catch (error) {
    if (!(error instanceof SchemaFault)) throw error
    console.error(error.message)
    process.exitCode = 78
  }
  await db.destroy()
}
