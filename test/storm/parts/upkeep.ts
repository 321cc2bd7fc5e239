import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { migrate } from '#db/migrate.ts'
import { migrations } from '#db/migrations/index.ts'
import { type Db, openDb } from '#db/open.ts'
import type { TestDb } from '#test/support/databases.ts'
import { together } from '../findings.ts'
import { type Findings, findings, NOTHING, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

const TIMES = 6
const ROOT = join(import.meta.dirname, '../../..')

/** Backups and migrations killed on their way, in the middle of a fan-out. */
export async function upkeep(orders: Orders): Promise<Findings> {
  if (orders.engine === 'postgres')
    return { ...NOTHING, skipped: 'only with SQLite, whose backups and upgrades are ours to make' }
  return together({ backup: await backup(orders), upgrade: await upgrade(orders) })
}

/** Backups are killed at random moments while mails leave: none of them is half a copy, and the fan-out does not notice. */
async function backup(orders: Orders): Promise<Findings> {
  const stage = await openStage({ ...orders, mails: Math.min(orders.recipients, 2_000), texts: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'candor-backups-'))
  try {
    await stage.sink.behave({ delay: 60 })
    await stage.announce()
    stage.startSender()
    const files: string[] = []
    for (let i = 0; i < TIMES; i++) {
      files.push(join(folder, `${i}.db`))
      const child = command('db/backup.ts', stage.url, [join(folder, `${i}.db`)])
      await endAfter(child, i === TIMES - 1 ? null : orders.random() * 1_500)
    }
    await stage.sink.behave({})
    const told = await stage.everybodyTold(60_000)
    await stage.linger(2)
    const found = await findings(stage, { repeatsAllowed: 0, free: true })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    const kept = files.filter((file) => existsSync(file))
    for (const file of kept) if (!isWhole(file)) found.broken.push(`A backup that was killed left ${file}.`)
    if (!kept.includes(files.at(-1) ?? '')) found.broken.push('A backup that nobody killed left no copy.')
    return { ...found, kills: TIMES - 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await stage.close()
  }
}

/** A fan-out that an older version had begun goes on after an upgrade whose migrations were killed on their way. */
async function upgrade(orders: Orders): Promise<Findings> {
  const database = await released()
  const [mails, texts] = [Math.min(orders.recipients, 2_000), 40]
  const stage = await openStage({ ...orders, mails, texts, database })
  try {
    await stage.announce()
    await begin(stage)
    for (let i = 0; i < TIMES; i++)
      await endAfter(command('db/migrate.ts', stage.url), 100 + orders.random() * 900)
    const last = command('db/migrate.ts', stage.url)
    if ((await endAfter(last, null)) !== 0)
      throw new Error('The migration that nobody killed did not end well.')
    stage.startSender()
    stage.clock.speed(30)
    const told = await stage.everybodyTold(60_000)
    await stage.linger(6)
    const found = await findings(stage, { repeatsAllowed: 0 })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    return { ...found, kills: TIMES }
  } finally {
    await stage.close()
  }
}

/** A database as version 0.1 left it. */
async function released(): Promise<TestDb> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-released-'))
  const url = join(folder, 'candor.db')
  const db = openDb(url)
  await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0005')))
  return {
    db,
    url,
    again: () => openDb(url),
    async drop() {
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the older version had done of its announcement when it ended: some rows made, some of them claimed. */
async function begin({ db, town }: Stage): Promise<void> {
  const half = Math.floor(town.mails / 2)
  await made(db, 'email', town.idOf(0), town.idOf(half))
  await made(db, 'sms', town.idOf(town.mails), town.idOf(town.mails + 20))
  await sql`update announcements set cursor = ${town.idOf(half)}`.execute(db)
  await sql`
    update deliveries set state = 'claimed', owner = 'gone', token = 'gone', lease_until = 1
    where subscriber_id % 10 = 0`.execute(db)
}

async function made(db: Db, channel: string, from: number, to: number): Promise<void> {
  await sql`
    insert into deliveries (announcement_id, subscriber_id, channel, state, due_at)
    select a.id, s.id, s.channel, 'pending', 0 from announcements a, subscribers s
    where s.channel = ${channel} and s.id >= ${from} and s.id <= ${to}`.execute(db)
}

function command(main: string, url: string, args: string[] = []): ChildProcess {
  const env = { ...process.env, DATABASE_URL: url }
  return spawn(process.execPath, [join(ROOT, main), ...args], { cwd: ROOT, env, stdio: 'ignore' })
}

/** Kills it after so many ms, or lets it end (null); resolves to its exit code. */
async function endAfter(child: ChildProcess, ms: number | null): Promise<number | null> {
  const gone = once(child, 'exit')
  if (ms !== null) {
    await Promise.race([gone, pause(ms)])
    child.kill('SIGKILL')
  }
  const [code] = await gone
  return code
}

function isWhole(file: string): boolean {
  const copy = new Sqlite(file, { readonly: true })
  try {
    return copy.pragma('integrity_check', { simple: true }) === 'ok'
  } finally {
    copy.close()
  }
}
