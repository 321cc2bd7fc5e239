import { stat } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDb } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { publish } from '#src/posts/publish.ts'
import { troubleInWords, troubleOf } from '#src/trouble.ts'
import { faultLog } from '#src/worker/faults.ts'
import { startSender } from '#src/worker/sender.ts'
import { freshDb } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { until } from '#test/support/until.ts'

async function world(readers: number) {
  const { db, url, drop } = await freshDb('sqlite')
  await aPage(db)
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < readers; i++) await aSubscriber(tx)
  })
  const author = await anAuthor(db)
  const said: string[] = []
  const log = {
    info: (_fields: object, text: string) => void said.push(text),
    error: (_fields: object, text: string) => void said.push(text),
  }
  const carrier = scriptedCarrier()
  const carriers = new Map([['email' as const, carrier]])
  const sender = await startSender({ databaseUrl: url, carriers, log, onLost: () => {} })
  onTestFinished(async () => {
    await sender.stop()
    await drop()
  })
  const tell = () =>
    publish(db, anIncident({ channels: ['email'] }), { author, now: Date.now(), formKey: 'a' })
  return { db, url, author, carrier, said, tell }
}

test('a full disk refuses a publish whole, in words for staff, and takes it when there is room', async () => {
  const { db, url, author, carrier } = await world(3)
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
  const file = await stat(url)
  // Where the pages end SQLite says what it says on a full disk.
  await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 4)}`.execute(db)
  const posts = async () => (await db.selectFrom('posts').select('id').execute()).length
  const long = anIncident({ channels: ['email'], body: 'It is down. '.repeat(1_500) })
  const tell = (formKey: string) => publish(db, long, { author, now: Date.now(), formKey })
  let told = 0
  let error: unknown
  while (!error && told < 20)
    await tell(`form ${told}`).then(
      () => ++told,
      (caught) => {
        error = caught
      },
    )
  expect(troubleOf(error)).toBe('full')
  expect(await posts()).toBe(told)
  expect(troubleInWords('full', true)).toBe(
    'The disk of the database is full. Nothing was done. Please send it again in a minute.',
  )
  expect(troubleInWords('full', false)).not.toMatch(/disk|database/)
  await sql`pragma max_page_count = 1000000`.execute(db)
  await tell(`form ${told}`)
  expect(await posts()).toBe(told + 1)
  expect((await stat(url)).ino).toBe(file.ino)
  await until(() => carrier.notices.length === 3 * (told + 1), 'everybody to be told')
})

test('a file that another program holds for long: nothing is lost or told twice, and all of it goes on by itself', async () => {
  const { db, url, tell, carrier, author } = await world(40)
  const { announcementId = 0 } = await tell()
  await until(() => carrier.notices.length > 0, 'the first mail')
  const other = new Sqlite(url)
  onTestFinished(() => void other.close())
  await until(() => {
    try {
      other.exec('begin exclusive')
      return true
    } catch {
      return false
    }
  }, 'the lock')
  const reader = openDb(url, 'read')
  onTestFinished(() => reader.destroy())
  const waiting = publish(db, anIncident({ title: 'Second', channels: [] }), {
    author,
    now: Date.now(),
    formKey: 'b',
  })
  const pages = setInterval(() => void reader.selectFrom('page').selectAll().execute(), 10)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  clearInterval(pages)
  expect(await reader.selectFrom('posts').select('title').execute()).toHaveLength(1)
  other.exec('commit')
  await waiting
  await until(
    async () => (await tally(db, [announcementId])).get(announcementId)?.email.sent === 40,
    '40 sent',
  )
  expect(new Set(carrier.notices.map((notice) => notice.key)).size).toBe(40)
  expect(carrier.notices).toHaveLength(40)
})

test('trouble is said once, and once when it is over', () => {
  const said: string[] = []
  let elapsed = 0
  const log = {
    info: (_fields: object, text: string) => void said.push(text),
    error: (_fields: object, text: string) => void said.push(text),
  }
  const faults = faultLog(log, () => elapsed)
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  for (let i = 0; i < 10; i++) faults.note(full)
  faults.well()
  elapsed = 6_000
  faults.well()
  faults.well()
  faults.note(new Error('a bug'))
  faults.note(new Error('a bug'))
  expect(said).toEqual([
    'The disk of the database is full: nothing is sent until there is room',
    'The database is well again; sending goes on',
    'The sender met a fault and goes on',
    'The sender met a fault and goes on',
  ])
})

test.each([
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_FSYNC', 'disk'],
  ['SQLITE_IOERR_WRITE', 'disk'],
  ['SQLITE_READONLY', 'disk'],
  ['SQLITE_CANTOPEN', 'disk'],
  ['55P03', 'busy'],
  ['57014', 'busy'],
  ['40P01', 'busy'],
  ['53100', 'full'],
  ['25006', 'disk'],
  ['57P01', 'away'],
  ['57P03', 'away'],
  ['08006', 'away'],
  ['53300', 'away'],
  ['ECONNREFUSED', 'away'],
  ['SQLITE_CONSTRAINT_UNIQUE', null],
  ['23505', null],
  ['42601', null],
  [undefined, null],
])('%s is %s', (code, trouble) => {
  expect(troubleOf(Object.assign(new Error('some words'), { code }))).toBe(trouble)
})
