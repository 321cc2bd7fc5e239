import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { builtSender } from '#src/server/build.ts'
import { listenTo } from './site.ts'

export interface SenderProcess {
  child: ChildProcess
  /** What it has logged so far. */
  output(): string
  /** Signals it and all that it has started. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** The real sender as a process of its own, on this database and with these settings. */
export function spawnSender(databaseUrl: string, settings: Record<string, string>): SenderProcess {
  return spawnMain(join(import.meta.dirname, '../../src/worker/main.ts'), databaseUrl, settings)
}

/** The same as `npm run build` made it, and as it runs in earnest. Needs a build. */
export function spawnBuiltSender(databaseUrl: string, settings: Record<string, string>): SenderProcess {
  return spawnMain(builtSender(), databaseUrl, settings)
}

/** The whole thing: the server and the sender that it keeps, in one process group. Needs a built site. */
export function spawnWhole(databaseUrl: string, settings: Record<string, string>): SenderProcess {
  return spawnMain(join(import.meta.dirname, '../../src/server/main.ts'), databaseUrl, settings)
}

function spawnMain(main: string, databaseUrl: string, settings: Record<string, string>): SenderProcess {
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      LOG_LEVEL: 'info',
      MAIL_FROM: 'news@acme.test',
      ...settings,
      DATABASE_URL: databaseUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  return {
    child,
    output: listenTo(child),
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null || !child.pid) return child.exitCode
      const gone = once(child, 'exit')
      process.kill(-child.pid, signal)
      const [code] = await gone
      return code
    },
  }
}
