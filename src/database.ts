import { type Db, openDb, type Use } from '#db/open.ts'
import { config } from './config.ts'

// The built site holds a copy of this file beside the one that the server runs from source; both mean one database.
const home = globalThis as typeof globalThis & { [key: symbol]: Partial<Record<Use, Db>> | undefined }
const KEY = Symbol.for('candor.db')

/** The database of this process for verbs, opened at the first call. */
export function db(): Db {
  return opened('web')
}

/**
 * The same database for plain reads: a connection of its own that cannot write, so that a page neither changes anything
 * nor waits for what a form is writing.
 */
export function readDb(): Db {
  return opened('read')
}

/** Closes what was opened; the writer last, because it tidies up the file. */
export async function closeDb(): Promise<void> {
  const open = home[KEY]
  home[KEY] = undefined
  await open?.read?.destroy()
  await open?.web?.destroy()
}

function opened(use: 'web' | 'read'): Db {
  home[KEY] ??= {}
  home[KEY][use] ??= openDb(config().databaseUrl, use)
  return home[KEY][use]
}
