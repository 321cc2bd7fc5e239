import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Sqlite from 'better-sqlite3'
import { backupName } from './backup.ts'
import { copyDatabase, sync } from './copy.ts'
import { adopt } from './home.ts'
import { migrate, SchemaFault } from './migrate.ts'
import { isPostgres, openDb, sqlitePath } from './open.ts'

/** Why nothing was restored, in a sentence; what was there is there still. */
export class RestoreFault extends Error {}

/**
 * Puts a backup in the place of a database: checks it, brings its schema up to date, marks it as restored, so that
 * nothing in it goes on by itself, and only then changes the two. The former file stays beside it under the name that is
 * returned (null when there was none). Throws a {@link RestoreFault} or SchemaFault, having changed nothing.
 */
export async function restore(backup: string, path: string, now: number): Promise<string | null> {
  if (!existsSync(backup)) throw new RestoreFault(`There is no file ${backup}.`)
  if (existsSync(path) && resolve(backup) === resolve(path))
    throw new RestoreFault(`${backup} is the database itself; to say that this is its home, use --adopt.`)
  mkdirSync(dirname(path), { recursive: true })
  const incoming = `${path}.incoming-${process.pid}`
  try {
    const close = takeAlone(path)
    try {
      await prepare(backup, incoming, now)
    } finally {
      close()
    }
    return exchange(path, incoming, now)
  } finally {
    for (const file of readdirSync(dirname(path)))
      if (file.startsWith(basename(incoming))) rmSync(join(dirname(path), file), { force: true })
  }
}

/** A checked copy of the backup, with today's schema, that knows where it comes from. */
async function prepare(backup: string, incoming: string, now: number): Promise<void> {
  await copyDatabase(backup, incoming).catch((error: Error) => {
    throw new RestoreFault(`This file cannot be restored: ${error.message}.`)
  })
  refuseStranger(incoming, backup)
  const db = openDb(incoming, 'command')
  try {
    await migrate(db)
    await db.deleteFrom('instances').execute()
    await adopt(db, now)
  } finally {
    await db.destroy()
  }
}

function refuseStranger(path: string, called: string): void {
  const file = new Sqlite(path)
  const tables = file
    .prepare("select name from sqlite_schema where name in ('kysely_migration', 'page')")
    .all()
  file.close()
  if (tables.length < 2) throw new RestoreFault(`${called} is no database of Candor.`)
}

/** Holds the file so that nobody else can open it; throws when somebody has. The function given back lets it go. */
function takeAlone(path: string): () => void {
  if (!existsSync(path)) return () => {}
  const file = new Sqlite(path, { timeout: 0 })
  try {
    file.pragma('locking_mode = exclusive')
    file.exec('begin exclusive; commit')
  } catch (error) {
    file.close()
    if (!(error as NodeJS.ErrnoException).code?.startsWith('SQLITE_BUSY')) return () => {}
    throw new RestoreFault('Candor is running on this database: stop the server and every sender first.')
  }
  return () => file.close()
}

function exchange(path: string, incoming: string, now: number): string | null {
  const aside = `${path}.aside-${backupName(now).slice('candor-'.length, -'.db'.length)}`
  const had = existsSync(path)
  for (const tail of ['', '-wal', '-shm']) if (existsSync(path + tail)) renameSync(path + tail, aside + tail)
  renameSync(incoming, path)
  sync(dirname(path))
  return had ? aside : null
}

/** `npm run restore -- FILE` and `npm run restore -- --adopt`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { adopt: { type: 'boolean' } },
  })
  const url = process.env.DATABASE_URL || 'data/candor.db'
  const [backup] = positionals
  if (values.adopt) return adoptHere(url)
  if (!backup) throw new RestoreFault('Say which file to restore: npm run restore -- backups/candor-….db')
  if (isPostgres(url))
    throw new RestoreFault(
      'PostgreSQL is restored with pg_restore; npm run backup says how. Then: npm run restore -- --adopt',
    )
  const aside = await restore(backup, sqlitePath(url), Date.now())
  console.log(`Restored ${backup}.`)
  if (aside) console.log(`What was there is kept as ${aside}; remove it when you no longer need it.`)
  console.log(NEXT)
}

async function adoptHere(url: string): Promise<void> {
  const db = openDb(url, 'command')
  await migrate(db)
  await adopt(db, Date.now())
  await db.destroy()
  console.log(`This is the home of the database from now on.\n${NEXT}`)
}

const NEXT = `Start Candor now. What was being told when the copy was made wakes up paused:
look at Deliveries in the staff area and say of each whether it goes on or is stopped.`

if (import.meta.main) {
  await main().catch((error) => {
    console.error(error instanceof RestoreFault || error instanceof SchemaFault ? error.message : error)
    process.exitCode = 1
  })
}
