import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { copyDatabase } from './copy.ts'
import { isPostgres, sqlitePath } from './open.ts'

/** `candor-2026-11-22T18-00-00Z.db`: sorted by name they are sorted by age. */
export function backupName(at: number): string {
  return `candor-${new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')}.db`
}

/** What an operator of PostgreSQL does instead; the server's own tools know more than we do. */
const WITH_POSTGRES = `PostgreSQL is backed up with its own tool, also while Candor runs:

  pg_dump --format=custom --file=candor.dump "$DATABASE_URL"

To bring it back, stop Candor, then:

  pg_restore --clean --if-exists --no-owner --dbname="$DATABASE_URL" candor.dump
  npm run restore -- --adopt`

/**
 * `npm run backup [-- FILE]`: copies the database while everything runs. Without a file it goes to BACKUP_DIR, or to a
 * folder `backups` beside the database. Exits 1 when the copy could not be made whole; then there is none.
 */
async function main(): Promise<void> {
  const url = process.env.DATABASE_URL || 'data/candor.db'
  if (isPostgres(url)) return console.log(WITH_POSTGRES)
  const path = sqlitePath(url)
  const folder = process.env.BACKUP_DIR || join(dirname(path), 'backups')
  const file = resolve(process.argv[2] ?? join(folder, backupName(Date.now())))
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new Error(`There is no database at ${path}.`)
  mkdirSync(dirname(file), { recursive: true })
  await copyDatabase(path, file)
  console.log(`Copied and checked: ${file} (${(statSync(file).size / 2 ** 20).toFixed(1)} MiB)`)
}

if (import.meta.main) {
  await main().catch((error) => {
    console.error(`There is no backup: ${(error as Error).message}`)
    process.exitCode = 1
  })
}
