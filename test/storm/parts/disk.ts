import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/open.ts'
import type { TestDb } from '#test/support/databases.ts'
import { until } from '#test/support/until.ts'
import { together } from '../findings.ts'
import { type Findings, findings, type Orders } from '../part.ts'
import { openStage, type Stage } from '../stage.ts'

const DISK_MIB = 48
const FULL_MS = 5_000
const LOCKED_MS = 8_000

/** A disk that fills up and a database that somebody locks, in the middle of a fan-out: it waits, and goes on by itself. */
export async function disk(orders: Orders): Promise<Findings> {
  const scenes: Record<string, Findings> = { locked: await locked(orders) }
  if (orders.engine === 'postgres')
    orders.say('full: only with SQLite, whose file can have a disk of its own')
  else if (process.getuid?.() !== 0) orders.say('full: skipped, a small disk of its own needs root')
  else scenes.full = await full(orders)
  return together(scenes)
}

async function full(orders: Orders): Promise<Findings> {
  const small = await smallDisk()
  const mails = Math.min(orders.recipients, 3_000)
  const stage = await openStage({ ...orders, mails, texts: 0, database: small.database })
  try {
    await stage.sink.behave({ delay: 60 })
    await stage.announce()
    let sender = stage.startSender()
    const again = setInterval(() => {
      // As the server does: whoever ends by himself is started anew.
      if (sender.child.exitCode !== null) sender = stage.startSender()
    }, 1_000)
    await until(async () => (await stage.arrived()) > mails / 4, 'a quarter to be told', 60_000)
    small.fill()
    orders.say(`full: the disk is full after ${await stage.arrived()} of ${mails} mails`)
    await pause(FULL_MS)
    await sender.kill('SIGKILL')
    sender = stage.startSender()
    await pause(FULL_MS)
    orders.say(`full: room again after ${await stage.arrived()} of ${mails}`)
    small.free()
    const told = await stage.everybodyTold(60_000)
    clearInterval(again)
    await stage.linger(12)
    const found = await findings(stage, { repeatsAllowed: 72 })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    return { ...found, kills: 1 }
  } finally {
    await stage.close()
  }
}

async function smallDisk(): Promise<{ database: TestDb; fill(): void; free(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'candor-storm', folder])
  const url = join(folder, 'candor.db')
  const ballast = join(folder, 'ballast')
  const db = openDb(url)
  await migrate(db)
  const database: TestDb = {
    db,
    url,
    again: () => openDb(url),
    async drop() {
      await db.destroy()
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return { database, fill: () => fillUp(ballast), free: () => rmSync(ballast, { force: true }) }
}

/** Writes until nothing more fits. */
function fillUp(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (let size = 1 << 20; size >= 1; )
      try {
        writeSync(file, Buffer.alloc(size))
      } catch {
        size >>= 1
      }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

async function locked(orders: Orders): Promise<Findings> {
  const mails = Math.min(orders.recipients, 3_000)
  const stage = await openStage({ ...orders, mails, texts: 0 })
  try {
    await stage.sink.behave({ delay: 60 })
    await stage.announce()
    stage.startSender()
    await until(async () => (await stage.arrived()) > mails / 4, 'a quarter to be told', 60_000)
    await holdLock(stage, orders.engine)
    orders.say(`locked: free again after ${await stage.arrived()} of ${mails} mails`)
    const told = await stage.everybodyTold(60_000)
    await stage.linger(12)
    const found = await findings(stage, { repeatsAllowed: 0, free: true })
    if (!told) found.broken.unshift('Not everybody was told in time.')
    return found
  } finally {
    await stage.close()
  }
}

/** Another process keeps everybody else from writing. */
async function holdLock({ url }: Stage, engine: Orders['engine']): Promise<void> {
  const program = join(import.meta.dirname, '../lock.ts')
  const child = spawn(process.execPath, [program, engine, url, String(LOCKED_MS)], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The lock could not be had: ${code}.`)
}
