import { type Db, openDb } from '#db/open.ts'
import { config } from './config.ts'

let shared: Db | undefined

/** The database of this process, opened at the first call. */
export function db(): Db {
  shared ??= openDb(config().databaseUrl)
  return shared
}

/** Closes it, if it was opened. */
export async function closeDb(): Promise<void> {
  await shared?.destroy()
  shared = undefined
}
