import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backupName } from '#db/backup.ts'

const DAY = 24 * 3_600_000
const NAME = /^candor-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$/

export interface BackupPlan {
  databaseUrl: string
  folder: string
  /** How many are kept. */
  keep: number
}

/**
 * Makes a backup when the newest one is a day old, and removes the oldest. It is a process of its own, with the
 * sender's low priority: copying is light, but checking the copy would hold the sender up. Returns the new file's
 * name, or null when none was due. Throws when it could not be made; the old ones are then all kept.
 */
export async function keepBackups(
  plan: BackupPlan,
  now: number,
  signal?: AbortSignal,
): Promise<string | null> {
  mkdirSync(plan.folder, { recursive: true })
  const kept = readdirSync(plan.folder)
    .filter((file) => NAME.test(file))
    .sort()
  const newest = kept.at(-1)
  if (newest && Math.abs(now - madeAt(newest)) < DAY) return null
  const name = backupName(now)
  await copy(plan.databaseUrl, join(plan.folder, name), signal)
  for (const old of [...kept, name].slice(0, -plan.keep)) rmSync(join(plan.folder, old), { force: true })
  for (const part of readdirSync(plan.folder).filter((file) => file.includes('.db.part-')))
    rmSync(join(plan.folder, part), { force: true })
  return name
}

async function copy(databaseUrl: string, file: string, signal?: AbortSignal): Promise<void> {
  const script = join(import.meta.dirname, '../../db/backup.ts')
  const child = spawn(process.execPath, [script, file], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(said.trim() || `The backup ended with ${code}.`)
}

function madeAt(name: string): number {
  const time = name.slice('candor-'.length, -'.db'.length)
  return Date.parse(time.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, 'T$1:$2:$3Z'))
}
