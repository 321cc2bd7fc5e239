import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, SqliteAdapter, type Transaction } from 'kysely'
import * as postgres from './postgres.ts'
import type { Schema } from './schema.ts'
import * as sqlite from './sqlite.ts'

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>

/**
 * Opens the database that a URL names: `postgres://…`, or the path of an SQLite file, whose folder is
 * made when it is missing. Throws when SQLite's durability settings cannot be had.
 */
export function openDb(url: string): Db {
  if (/^postgres(ql)?:\/\//.test(url)) return new Kysely<Schema>({ dialect: postgres.dialect(url) })
  const path = url.replace(/^(sqlite|file):(\/\/)?/, '')
  mkdirSync(dirname(path), { recursive: true })
  return new Kysely<Schema>({ dialect: sqlite.dialect(path) })
}

/** What truly differs between the two engines, under the same names. */
export function engineOf(db: Kysely<never> | Db): typeof sqlite | typeof postgres {
  return (db as Db).getExecutor().adapter instanceof SqliteAdapter ? sqlite : postgres
}

/** Inside a transaction: waits until no other one about the same thing is under way. */
export function takeTurns(tx: Db, about: string): Promise<void> {
  return engineOf(tx).takeTurns(tx, about)
}

/** Runs `work` in one transaction: all of it is durable when the promise resolves, none of it when it rejects. */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Tx)
  return db.transaction().execute(work)
}
