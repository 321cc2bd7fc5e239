import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#db/open.ts'
import { builtSender, SENDER_FLAGS } from '#src/server/build.ts'
import { until } from '#test/support/until.ts'
import { cpuMs, peakRssMib } from './machine.ts'
import { ended, ownFolder, removeFolder, start } from './processes.ts'

const PROBE = join(import.meta.dirname, 'probe.mjs')

/** The settings that an operator would give, for a relay on this machine. */
export function settings(databaseUrl: string, relayUrl: string, connections: number) {
  return {
    DATABASE_URL: databaseUrl,
    SMTP_URL: relayUrl,
    SMTP_CONNECTIONS: String(connections),
    MAIL_FROM: 'news@status.example',
    MAIL_BOUNCE_DOMAIN: 'bounce.status.example',
    LOG_LEVEL: 'warn',
  }
}

/** What {@link PROBE} leaves behind of one statement. */
export interface StatementTime {
  text: string
  ms: number
  times: number
}

export interface Profile {
  /** As V8 writes it. */
  cpu: string
  statements: StatementTime[]
}

export interface BenchSender {
  pid: number
  cpuMs(): number
  rssMib(): number
  /** Asks it to end in good order; gives its greatest heap in MiB, and where its time went when that was wanted. */
  stop(): Promise<{ heapMib: number; profile?: Profile }>
  /** Ends it at once, if it still runs. */
  kill(): Promise<void>
}

/** The real sender, as it was built, as a process of its own that is at work when this resolves. */
export async function startSender(
  db: Db,
  env: Record<string, string>,
  { before, profile = false }: { before: string[]; profile?: boolean },
): Promise<BenchSender> {
  const folder = ownFolder()
  const probe = join(folder, 'probe')
  const profiler = profile ? ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-name', 'profile'] : []
  const child = start(
    before,
    process.execPath,
    [...SENDER_FLAGS, ...profiler, '--import', PROBE, builtSender()],
    {
      env: { ...process.env, ...env, BENCH_PROBE: probe, ...(profile ? { BENCH_STATEMENTS: 'yes' } : {}) },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`The sender ended with ${code} before it was at work.`)
  })
  died.catch(() => {})
  await Promise.race([until(() => isAtWork(db, child.pid ?? 0), 'the sender to be at work'), died])
  const pid = child.pid ?? 0
  return {
    pid,
    cpuMs: () => cpuMs(pid),
    rssMib: () => peakRssMib(pid),
    async stop() {
      const code = await ended(child, 'SIGTERM')
      if (code !== 0) throw new Error(`The sender ended with ${code}.`)
      const { heapMib, statements } = JSON.parse(readFileSync(probe, 'utf8'))
      const cpu = profile ? readFileSync(join(folder, 'profile'), 'utf8') : undefined
      removeFolder(folder)
      return { heapMib, ...(cpu ? { profile: { cpu, statements } } : {}) }
    },
    async kill() {
      await ended(child, 'SIGKILL')
    },
  }
}

async function isAtWork(db: Db, pid: number): Promise<boolean> {
  const row = await db.selectFrom('instances').select('id').where('pid', '=', pid).executeTakeFirst()
  return row !== undefined
}
