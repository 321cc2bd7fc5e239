import { type Db, openDb } from '#db/open.ts'
import { config } from './config.ts'

// The built site holds a copy of this file beside the one that the server runs from source; both mean one database.
const home = globalThis as typeof globalThis & { [key: symbol]: Db | undefined }
const KEY = Symbol.for('candor.db')

/** The database of this process, opened at the first call. */
export function db(): Db {
  home[KEY] ??= openDb(config().databaseUrl)
  return home[KEY]
}

/** Closes it, if it was opened. */
export async function closeDb(): Promise<void> {
  await home[KEY]?.destroy()
  home[KEY] = undefined
}
