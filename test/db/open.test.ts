import { once } from 'node:events'
import { statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import Sqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { engineOf, openDb, transact } from '#db/open.ts'
import { PatientDialect } from '#db/patience.ts'
import { dialect } from '#db/postgres.ts'
import { findPage, insertPage, updatePage } from '#db/queries/page.ts'
import type { Schema } from '#db/schema.ts'
import { troubleOf } from '#src/trouble.ts'
import { freshDb, onBothEngines } from '#test/support/db.ts'
import { aPage } from '#test/support/makers.ts'

onBothEngines('the connection of pages', (open) => {
  test('reads what was committed a moment ago and can write nothing', async () => {
    const { db, url } = await open()
    const pages = openDb(url, 'read')
    await aPage(db)
    expect((await findPage(pages))?.name).toBe('Acme')
    await expect(updatePage(pages, { name: 'Changed' })).rejects.toThrow(/read-?only/)
    await expect(transact(pages, (tx) => updatePage(tx, { name: 'Changed' }))).rejects.toThrow()
    await expect(sql`create table extra (id integer)`.execute(pages)).rejects.toThrow(/read-?only/)
    expect((await findPage(db))?.name).toBe('Acme')
    await pages.destroy()
  })

  test('goes on while a form is being written', async () => {
    const { db, url } = await open()
    const pages = openDb(url, 'read')
    await aPage(db)
    await transact(db, async (tx) => {
      await updatePage(tx, { name: 'Half' })
      expect((await findPage(pages))?.name).toBe('Acme')
    })
    expect((await findPage(pages))?.name).toBe('Half')
    await pages.destroy()
  })
})

test('a file that another program has locked is waited for, and everything else goes on meanwhile', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const other = new Sqlite(url)
  other.exec('begin exclusive')
  let written = false
  const writing = aPage(db).then(() => {
    written = true
  })
  let turns = 0
  while (turns < 50) turns += await new Promise<number>((resolve) => setTimeout(resolve, 1, 1))
  expect(written).toBe(false)
  other.exec('commit')
  await writing
  expect((await findPage(db))?.name).toBe('Acme')
  other.close()
  await drop()
})

test('a file that stays locked is trouble that passes: the work is refused whole, and done when it is asked again', async () => {
  const { url, drop } = await freshDb('sqlite')
  const db = new Kysely<Schema>({
    dialect: new PatientDialect({ database: new Sqlite(url, { timeout: 0 }) }, 200),
  })
  const other = new Sqlite(url)
  other.exec('begin exclusive')
  const refused = await Promise.all(
    ['one', 'two'].map((name) => transact(db, (tx) => insertPage(tx, pageOf(name))).catch(troubleOf)),
  )
  expect(refused).toEqual(['busy', 'busy'])
  other.exec('rollback')
  expect(await findPage(db)).toBeUndefined()
  await transact(db, (tx) => insertPage(tx, pageOf('three')))
  expect((await findPage(db))?.name).toBe('three')
  other.close()
  await db.destroy()
  await drop()
})

test('a long WAL is written back and cut off, but not under a reader of an older state', async () => {
  const { db, url, drop } = await freshDb('sqlite')
  const { keepSmall } = engineOf(db)
  await aPage(db)
  const size = () => statSync(`${url}-wal`).size
  const reader = new Sqlite(url, { readonly: true })
  reader.exec('begin')
  reader.prepare('select * from page').all()
  await updatePage(db, { name: 'Later' })
  await keepSmall(db, 0)
  expect(size()).toBeGreaterThan(0)
  reader.exec('commit')
  await keepSmall(db, size())
  expect(size()).toBeGreaterThan(0)
  await keepSmall(db, 0)
  expect(size()).toBe(0)
  reader.close()
  await drop()
})

test('PostgreSQL: every connection commits durably and gives up in time, whatever the server was told', async () => {
  const { db, url, drop } = await freshDb('postgres')
  await sql`do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`.execute(
    db,
  )
  for (const [use, statement, lock] of [
    ['web', '10s', '2s'],
    ['read', '10s', '2s'],
    ['sender', '1min', '10s'],
    ['command', '0', '1min'],
  ] as const) {
    const one = openDb(url, use)
    const shown = async (name: string) =>
      (await sql<{ value: string }>`select current_setting(${name}) as value`.execute(one)).rows[0]?.value
    expect(await shown('synchronous_commit')).toBe('on')
    expect(await shown('statement_timeout')).toBe(statement)
    expect(await shown('lock_timeout')).toBe(lock)
    await one.destroy()
  }
  await drop()
})

function pageOf(name: string): Parameters<typeof insertPage>[1] {
  return {
    name,
    about: null,
    time_zone: 'UTC',
    contact_email: null,
    contact_phone: null,
    contact_url: null,
    postal_address: null,
    created_at: 1,
  }
}

test('a PostgreSQL host that vanishes without a word is given up, and the next connection is a new one', async () => {
  const { url, drop } = await freshDb('postgres')
  const { hostname, port } = new URL(url)
  let silent = false
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => silent || to.write(bytes))
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const through = new URL(url)
  through.port = String((proxy.address() as AddressInfo).port)
  const db = new Kysely<Schema>({
    dialect: dialect(through.href, 'web', { statement: 250, lock: 250, idle: 250 }),
  })
  await aPage(db)
  silent = true
  const fault = await findPage(db).catch((error) => error)
  expect(troubleOf(fault), String(fault)).not.toBeNull()
  silent = false
  expect((await findPage(db))?.name).toBe('Acme')
  await db.destroy()
  proxy.close()
  await drop()
})
