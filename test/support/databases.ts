import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/open.ts'

export interface TestDb {
  db: Db
  /** What DATABASE_URL would be, for another process. */
  url: string
  /** Another connection to the same database, closed with it. */
  again: () => Db
  drop: () => Promise<void>
}

export type Engine = 'sqlite' | 'postgres'
export const ENGINES: Engine[] = ['sqlite', 'postgres']

const templates: Partial<Record<Engine, Promise<string>>> = {}

/** Where the templates of a whole run stand, made once for all its processes. */
const MADE: Record<Engine, string> = {
  sqlite: 'CANDOR_TEMPLATE_SQLITE',
  postgres: 'CANDOR_TEMPLATE_POSTGRES',
}

/** Makes the templates from which every test of the run clones its database. */
export async function makeTemplates(postgresUrl: string): Promise<void> {
  process.env[MADE.sqlite] = await makeSqliteTemplate()
  process.env[MADE.postgres] = await makePostgresTemplate(postgresUrl)
}

const made = async (engine: Engine) => process.env[MADE[engine]]

/** A migrated database of its own, cloned from a template; drop it when done. PostgreSQL's is made in the server at `postgresUrl`. */
export async function freshDatabase(engine: Engine, postgresUrl = ''): Promise<TestDb> {
  return engine === 'sqlite' ? freshSqlite() : freshPostgres(postgresUrl)
}

async function freshSqlite(): Promise<TestDb> {
  templates.sqlite ??= made('sqlite').then((path) => path ?? makeSqliteTemplate())
  const template = await templates.sqlite
  const folder = mkdtempSync(join(tmpdir(), 'candor-db-'))
  const url = join(folder, 'candor.db')
  copyFileSync(template, url)
  return opened(url, async () => rmSync(folder, { recursive: true, force: true }))
}

async function makeSqliteTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-template-'))
  const path = join(folder, 'template.db')
  const db = openDb(path)
  await migrate(db)
  await db.destroy()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return path
}

async function freshPostgres(server: string): Promise<TestDb> {
  templates.postgres ??= made('postgres').then((name) => name ?? makePostgresTemplate(server))
  const template = await templates.postgres
  const name = `candor_${randomUUID().replaceAll('-', '')}`
  await asOwner(server, `create database ${name} template ${template}`)
  return opened(databaseUrl(server, name), () =>
    asOwner(server, `drop database if exists ${name} with (force)`),
  )
}

async function makePostgresTemplate(server: string): Promise<string> {
  const name = `template_${randomUUID().replaceAll('-', '')}`
  await asOwner(server, `create database ${name}`)
  const db = openDb(databaseUrl(server, name))
  await migrate(db)
  await db.destroy()
  return name
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function asOwner(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

function opened(url: string, remove: () => Promise<void>): TestDb {
  const db = openDb(url)
  const others: Db[] = []
  return {
    db,
    url,
    again() {
      const other = openDb(url)
      others.push(other)
      return other
    },
    async drop() {
      await Promise.all([db, ...others].map((one) => one.destroy()))
      await remove()
    },
  }
}
