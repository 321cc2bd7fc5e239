import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { copyDatabase, expectWhole } from '#db/copy.ts'
import { openDb } from '#db/open.ts'
import { findPage, updatePage } from '#db/queries/page.ts'
import { readService } from '#db/queries/service.ts'
import { RestoreFault, restore } from '#db/restore.ts'
import { keepBackups } from '#src/worker/backups.ts'
import { freshDb } from '#test/support/db.ts'
import { aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const command = (name: string, url: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [script(`../../db/${name}.ts`), ...args], {
    env: { ...process.env, DATABASE_URL: url, BACKUP_DIR: '' },
  })
const DAY = 86_400_000

async function world() {
  const { db, url, drop } = await freshDb('sqlite')
  onTestFinished(drop)
  await aPage(db)
  return { db, url, folder: dirname(url) }
}

test('a backup is made while others write, holds one state of theirs, and is whole', async () => {
  const { db, url, folder } = await world()
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < 3_000; i++) await aSubscriber(tx)
  })
  const copying = command('backup', url, join(folder, 'copy.db'))
  let writing = true
  const ended = copying.finally(() => {
    writing = false
  })
  let rounds = 0
  while (writing) {
    rounds += 1
    await db.transaction().execute(async (tx) => {
      await updatePage(tx, { name: `Name ${rounds}`, about: `About ${rounds}` })
    })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect((await ended).stdout).toMatch(/^Copied and checked: .*copy\.db/)
  expectWhole(join(folder, 'copy.db'))
  const copy = openDb(join(folder, 'copy.db'))
  const page = await findPage(copy)
  expect(page?.about?.replace('About', 'Name') ?? 'Acme').toBe(page?.name)
  expect(
    (
      await copy
        .selectFrom('subscribers')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirst()
    )?.n,
  ).toBe(3_000)
  await copy.destroy()
  expect(readdirSync(folder).filter((file) => file.includes('part'))).toEqual([])
})

test('a backup of nothing, or to where nothing can be written, says so and leaves nothing', async () => {
  const { url, folder } = await world()
  await expect(command('backup', join(folder, 'none.db'))).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^There is no backup: There is no database at/),
  })
  expect(existsSync(join(folder, 'none.db'))).toBe(false)
  await expect(command('backup', url, join(url, 'copy.db'))).rejects.toMatchObject({ code: 1 })
  expect((await command('backup', 'postgres://localhost/none')).stdout).toContain('pg_dump')
})

test('a restored backup takes the place of the file, which is kept, and knows that it was restored', async () => {
  const { db, url, folder } = await world()
  await copyDatabase(url, join(folder, 'copy.db'))
  await updatePage(db, { name: 'Later' })
  await db.destroy()
  const aside = await restore(join(folder, 'copy.db'), url, NOON)
  expect(aside && basename(aside)).toBe('candor.db.aside-2026-11-22T12-00-00Z')
  const now = openDb(url)
  const before = openDb(aside ?? '')
  expect((await findPage(now))?.name).toBe('Acme')
  expect((await findPage(before))?.name).toBe('Later')
  expect(await readService(now, 'restored')).toMatchObject({ value: true })
  await Promise.all([now.destroy(), before.destroy()])
  expect(readdirSync(folder).filter((file) => file.includes('incoming'))).toEqual([])
})

test('an older backup is brought up to date, a newer one is refused', async () => {
  const { db, url, folder } = await world()
  const copy = join(folder, 'copy.db')
  await copyDatabase(url, copy)
  const changed = openDb(copy)
  await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(changed)
  await changed.destroy()
  await db.destroy()
  await expect(restore(copy, url, NOON)).rejects.toThrow(/newer version of Candor/)
  expect(readdirSync(folder).filter((file) => file.includes('incoming'))).toEqual([])
  const again = openDb(url)
  expect((await findPage(again))?.name).toBe('Acme')
  await again.destroy()
})

const BROKEN: [string, (path: string) => void, RegExp][] = [
  ['that is not there', () => {}, /^There is no file/],
  ['that is no database', (path) => writeFileSync(path, 'x'.repeat(10_000)), /cannot be restored/],
  [
    'of another program',
    (path) => void copyFileSync(script('../fixtures/other.db'), path),
    /is no database of Candor/,
  ],
  ['that was cut short', (path) => truncateSync(path, 8_192), /cannot be restored/],
]

test.each(BROKEN)('a file %s is refused, and nothing is changed', async (_what, make, sentence) => {
  const { db, url, folder } = await world()
  const copy = join(folder, 'copy.db')
  if (sentence.source.includes('cannot')) await copyDatabase(url, copy)
  await db.destroy()
  make(copy)
  await expect(restore(copy, url, NOON)).rejects.toThrow(sentence)
  await expect(restore(copy, url, NOON)).rejects.toThrow(RestoreFault)
  const again = openDb(url)
  expect((await findPage(again))?.name).toBe('Acme')
  await again.destroy()
})

test('nothing is restored under a program that runs', async () => {
  const { url, folder } = await world()
  await copyDatabase(url, join(folder, 'copy.db'))
  await expect(restore(join(folder, 'copy.db'), url, NOON)).rejects.toThrow(
    /Candor is running on this database/,
  )
  await expect(command('restore', url, join(folder, 'copy.db'))).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Candor is running on this database: stop the server and every sender first\.\n$/,
    ),
  })
})

test('killed at any moment, a backup leaves no file under its name that is not whole', async () => {
  const { db, url, folder } = await world()
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < 2_000; i++) await aSubscriber(tx)
  })
  for (let kill = 0; kill < 4; kill++) {
    const to = join(folder, `copy-${kill}.db`)
    const child = spawn(process.execPath, [script('../../db/backup.ts'), to], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: 'ignore',
    })
    const killing = setTimeout(() => child.kill('SIGKILL'), 60 + Math.random() * 200)
    await once(child, 'exit')
    clearTimeout(killing)
    if (existsSync(to)) expectWhole(to)
  }
})

test('once a day, and the newest few are kept; an hour more or less on the clock makes no other', async () => {
  const { url } = await world()
  const folder = mkdtempSync(join(tmpdir(), 'candor-backups-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const plan = { databaseUrl: url, folder, keep: 2 }
  const first = 'candor-2026-11-22T12-00-00Z.db'
  expect(await keepBackups(plan, NOON)).toBe(first)
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  for (const at of [NOON - 3_600_000, NOON + 1_000, NOON + DAY - 1_000])
    expect(await keepBackups(plan, at)).toBe(null)
  expect(await keepBackups(plan, NOON + DAY)).not.toBe(null)
  expect(await keepBackups(plan, NOON + 2 * DAY)).not.toBe(null)
  expect(readdirSync(folder).sort()).toEqual([
    'candor-2026-11-23T12-00-00Z.db',
    'candor-2026-11-24T12-00-00Z.db',
    'notes.txt',
  ])
  await expect(keepBackups({ ...plan, databaseUrl: `${url}.none` }, NOON + 4 * DAY)).rejects.toThrow(
    /no database/,
  )
  expect(readdirSync(folder)).toHaveLength(3)
})
