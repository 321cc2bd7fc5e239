import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { expectWhole } from '#db/copy.ts'
import { expectCurrent, migrate, SchemaFault } from '#db/migrate.ts'
import { migrations } from '#db/migrations/index.ts'
import { type Db, engineOf, openDb } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { ENGINES, onBothEngines } from '#test/support/db.ts'
import { aPage } from '#test/support/makers.ts'

const run = promisify(execFile)
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const names = Object.keys(migrations).sort()
const STATEMENTS = 120
/** Making and dropping databases is most of the work on PostgreSQL. MIGRATE_KILLS=20 does as many on both. */
const KILLS = { sqlite: 20, postgres: Number(process.env.MIGRATE_KILLS ?? 5) }

test('a PostgreSQL that knows nothing of its text is refused in words, and nothing is made in it', async () => {
  const admin = new pg.Client(inject('postgresUrl'))
  await admin.connect()
  await admin.query(`create database candor_bytes encoding 'SQL_ASCII' template template0`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = '/candor_bytes'
  const db = openDb(url.href)
  await expect(migrate(db)).rejects.toThrow(/keeps text in SQL_ASCII.*createdb --encoding=UTF8/)
  expect(await executed(db)).toEqual([])
  await db.destroy()
  await admin.query('drop database candor_bytes')
  await admin.end()
})

test.each(ENGINES)(
  'killed before random statements on %s, a database stands before or after each migration',
  async (engine) => {
    const shapes = await shapesOf(engine)
    for (let kill = 0; kill < KILLS[engine]; kill++) {
      const url = await emptyDb(engine)
      const nth = 1 + Math.floor(Math.random() * STATEMENTS)
      await run(process.execPath, [script('../support/die-migrating.ts'), url, String(nth)]).catch(() => {})
      const db = openDb(url)
      const done = await executed(db)
      expect(done).toEqual(names.slice(0, done.length))
      expect(await shapeOf(db, engine)).toEqual(shapes[done.length])
      await migrate(db)
      expect(await shapeOf(db, engine)).toEqual(shapes.at(-1))
      await db.destroy()
    }
  },
)

test.each(ENGINES)('two processes that migrate %s at once do it once', async (engine) => {
  const url = await emptyDb(engine)
  const command = () =>
    run(process.execPath, [script('../../db/migrate.ts')], { env: { ...process.env, DATABASE_URL: url } })
  const said = (await Promise.all([command(), command(), command()])).map(({ stdout }) => stdout)
  const told = said.flatMap((line) => [...line.matchAll(/\d{4}-[a-z-]+/g)].map(([name]) => name))
  expect(told.sort()).toEqual(names)
})

onBothEngines('a database that is newer than the program', (open) => {
  test('is refused in a sentence, and nothing is changed', async () => {
    const { db, url } = await open()
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(db)
    const more = {
      '9998-more': {
        up: async (tx: Kysely<never>) => void (await sql`create table more (id integer)`.execute(tx)),
      },
    }
    await expect(migrate(db, { ...migrations, ...more })).rejects.toThrow(SchemaFault)
    await expect(sql`select * from more`.execute(db)).rejects.toThrow(/more/)
    await expect(expectCurrent(db)).rejects.toThrow(/newer version of Candor \(it holds 9999-later\)/)
    const env = { ...process.env, DATABASE_URL: url }
    const refused = run(process.execPath, [script('../../db/migrate.ts')], { env })
    await expect(refused).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^This database was written by a newer version.*\n$/),
    })
  })

  test('older ones are told apart', async () => {
    const { db } = await open()
    await expectCurrent(db)
    await sql`delete from kysely_migration where name = ${names.at(-1)}`.execute(db)
    await expect(expectCurrent(db)).rejects.toThrow(/run npm run migrate/)
  })
})

test('an SQLite file that holds something is copied first, and the last two copies are kept', async () => {
  const url = await emptyDb('sqlite')
  const db = openDb(url)
  const copies = () => readdirSync(dirname(url)).filter((file) => file.includes('before'))
  await migrate(db)
  expect(copies()).toEqual([])
  await aPage(db)
  const known: Parameters<typeof migrate>[1] = { ...migrations }
  for (const name of ['9001-a', '9002-b', '9003-c']) {
    known[name] = {
      up: async (tx) => void (await sql`create table ${sql.table(name)} (id integer)`.execute(tx)),
    }
    expect(await migrate(db, known)).toEqual([name])
  }
  expect(copies().sort()).toEqual(['candor.db.before-9002', 'candor.db.before-9003'])
  const copy = openDb(join(dirname(url), 'candor.db.before-9002'))
  expect(await executed(copy)).toEqual([...names, '9001-a'])
  expect(await copy.selectFrom('page').select('name').execute()).toEqual([{ name: 'Acme' }])
  await copy.destroy()
  expectWhole(`${url}.before-9003`)
  expect(existsSync(`${url}.before-9001`)).toBe(false)
  known['9004-d'] = { up: () => Promise.reject(new Error('no')) }
  await expect(migrate(db, known)).rejects.toThrow('no')
  expect(await executed(db)).not.toContain('9004-d')
  await db.destroy()
})

test.each(ENGINES)('what waited before there were counters of it is counted on %s', async (engine) => {
  const db = openDb(await emptyDb(engine))
  await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0011')))
  await sql`insert into announcements (id, key, occasion, priority, channels, created_at, hold_until, audience_max_id)
    values (1, 'k', 'update', 1, '[]', 0, 0, 0)`.execute(db)
  const states = ['pending', 'retry', 'retry', 'unknown', 'failed', 'sent']
  for (const [at, state] of states.entries()) {
    await sql`insert into deliveries (announcement_id, subscriber_id, channel, state, due_at)
      values (1, ${at}, 'sms', ${state}, 0)`.execute(db)
    const stand = ['failed', 'sent'].includes(state) ? state : 'open'
    await engineOf(db).addTallies(db, [{ announcement_id: 1, channel: 'sms', state: stand, count: 1 }])
  }
  const shown = async () => (await tally(db, [1])).get(1)?.sms
  await migrate(db)
  expect(await shown()).toMatchObject({ pending: 1, retry: 2, unknown: 1, failed: 1, sent: 1 })
  await sql`update deliveries set state = 'pending' where subscriber_id in (2, 3)`.execute(db)
  expect(await shown()).toMatchObject({ pending: 3, retry: 1, unknown: 0, failed: 1, sent: 1 })
  await db.destroy()
})

async function emptyDb(engine: (typeof ENGINES)[number]): Promise<string> {
  if (engine === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'candor-migrate-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return join(folder, 'candor.db')
  }
  const name = `migrate_${crypto.randomUUID().replaceAll('-', '')}`
  const server = new pg.Client(inject('postgresUrl'))
  await server.connect()
  await server.query(`create database ${name}`)
  onTestFinished(async () => {
    await server.query(`drop database if exists ${name} with (force)`)
    await server.end()
  })
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

/** The names in the notes of a database, none when it has none. */
async function executed(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`
    .execute(db)
    .catch(() => ({ rows: [] }))
  return rows.map((row) => row.name)
}

/** What a database is made of after none, one, two … of the migrations. */
async function shapesOf(engine: (typeof ENGINES)[number]): Promise<string[][]> {
  const db = openDb(await emptyDb(engine))
  const shapes = [await shapeOf(db, engine)]
  for (let many = 1; many <= names.length; many++) {
    await migrate(
      db,
      Object.fromEntries(Object.entries(migrations).filter(([name]) => names.indexOf(name) < many)),
    )
    shapes.push(await shapeOf(db, engine))
  }
  await db.destroy()
  return shapes
}

/** Without the notes themselves, which come to stand by themselves before the first. */
async function shapeOf(db: Db, engine: (typeof ENGINES)[number]): Promise<string[]> {
  const { rows } = await (engine === 'sqlite'
    ? sql<{
        shape: string
      }>`select type || ' ' || name || ' ' || coalesce(sql, '') as shape from sqlite_schema
        where tbl_name <> 'kysely_migration'`
    : sql<{ shape: string }>`
        select table_name || '.' || column_name || ' ' || data_type as shape from information_schema.columns
          where table_schema = 'public' and table_name <> 'kysely_migration'
        union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'kysely_migration'`
  ).execute(db)
  return rows.map((row) => row.shape).sort()
}
