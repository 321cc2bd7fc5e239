import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, SqliteAdapter, type Transaction } from 'kysely'
import * as postgres from './postgres.ts'
import type { Schema } from './schema.ts'
import * as sqlite from './sqlite.ts'

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>

/**
 * What a connection is for; its limits hang on it. `web`: forms and hooks. `read`: pages, which cannot write. `sender`.
 * `command`: what an operator runs and waits for.
 */
export type Use = 'web' | 'read' | 'sender' | 'command'

/**
 * Opens the database that a URL names: `postgres://…`, or the path of an SQLite file, whose folder is
 * made when it is missing. Throws when the durability settings cannot be had.
 */
export function openDb(url: string, use: Use = 'web'): Db {
  if (isPostgres(url)) return new Kysely<Schema>({ dialect: postgres.dialect(url, use) })
  const path = sqlitePath(url)
  mkdirSync(dirname(path), { recursive: true })
  return new Kysely<Schema>({ dialect: sqlite.dialect(path, use) })
}

export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url)
}

/** The path of the file that a URL of SQLite names. */
export function sqlitePath(url: string): string {
  return url.replace(/^(sqlite|file):(\/\/)?/, '')
}

/** What truly differs between the two engines, under the same names. */
export function engineOf(db: Kysely<never> | Db): typeof sqlite | typeof postgres {
  return (db as Db).getExecutor().adapter instanceof SqliteAdapter ? sqlite : postgres
}

/** Inside a transaction: waits until no other one about the same thing is under way. */
export function takeTurns(tx: Db, about: string): Promise<void> {
  return engineOf(tx).takeTurns(tx, about)
}

/** What a transaction still has to do before it is committed. */
const lasts = new WeakMap<Db, Map<symbol, () => Promise<void>>>()

/**
 * Runs `work` in one transaction: all of it is durable when the promise resolves, none of it when it rejects. One within
 * another is part of that one.
 */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Tx)
  return db.transaction().execute(async (tx) => {
    const last = new Map<symbol, () => Promise<void>>()
    lasts.set(tx, last)
    const done = await work(tx)
    for (const one of last.values()) await one()
    return done
  })
}

/**
 * Has a transaction do something last, just before it is committed: what every transaction locks must not be held while it
 * waits for another lock. The same `what` again replaces what was to be done. Says false outside of {@link transact}.
 */
export function doLast(tx: Db, what: symbol, work: () => Promise<void>): boolean {
  return lasts.get(tx)?.set(what, work) !== undefined
}
