import { constants, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/open.ts'
import { anAuthor, aPage } from '#test/support/makers.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { beforeLeaving, ownFolder, removeFolder } from './processes.ts'
import { type Many, seedSubscribers } from './seed.ts'

/** A database as it is just before a publish. */
export interface World {
  db: Db
  url: string
  authorId: number
  drop(): Promise<void>
}

/** Worlds that are all alike, made from one that was seeded once. */
export interface Worlds {
  fresh(): Promise<World>
  drop(): Promise<void>
}

export type Engine = 'sqlite' | 'postgres'
export type Fill = (db: Db, authorId: number) => Promise<void>

/** A page, an author and so many confirmed subscribers, who want everything or only one kind, and what `fill` adds. */
export async function seededWorlds(
  engine: Engine,
  recipients: number,
  { wants, fill }: { wants?: Many['wants']; fill?: Fill } = {},
): Promise<Worlds> {
  const seed = async (db: Db) => {
    await migrate(db)
    await aPage(db)
    const { id } = await anAuthor(db)
    await seedSubscribers(db, engine, { from: 1, to: recipients, ...(wants ? { wants } : {}) })
    await fill?.(db, id)
    return id
  }
  return engine === 'sqlite' ? sqliteWorlds(seed) : postgresWorlds(seed)
}

async function sqliteWorlds(seed: (db: Db) => Promise<number>): Promise<Worlds> {
  const folder = ownFolder()
  const template = join(folder, 'template.db')
  const db = openDb(template)
  // What is seeded can be seeded again; what is measured has the settings of the product.
  await sql`pragma synchronous = off`.execute(db)
  const authorId = await seed(db)
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
  await db.destroy()
  return {
    async fresh() {
      const own = ownFolder()
      const url = join(own, 'candor.db')
      copyFileSync(template, url, constants.COPYFILE_FICLONE)
      return opened(url, authorId, async () => removeFolder(own))
    },
    drop: async () => removeFolder(folder),
  }
}

async function postgresWorlds(seed: (db: Db) => Promise<number>): Promise<Worlds> {
  const server = await startPostgres({ durable: true })
  const stopped = beforeLeaving(() => server.stop())
  const as = async (statement: string) => {
    const client = new pg.Client(server.url)
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  const named = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const template = `bench_${process.pid}`
  await as(`create database ${template}`)
  const db = openDb(named(template))
  const authorId = await seed(db)
  // As autovacuum would have done meanwhile; SQLite has no statistics unless somebody asks for them.
  await sql`analyze`.execute(db)
  await db.destroy()
  let made = 0
  return {
    async fresh() {
      made += 1
      const name = `${template}_${made}`
      await as(`create database ${name} template ${template}`)
      return opened(named(name), authorId, () => as(`drop database ${name} with (force)`))
    },
    async drop() {
      await as(`drop database ${template} with (force)`)
      stopped()
      await server.stop()
    },
  }
}

function opened(url: string, authorId: number, remove: () => Promise<void>): World {
  const db = openDb(url)
  return {
    db,
    url,
    authorId,
    async drop() {
      await db.destroy()
      await remove()
    },
  }
}
