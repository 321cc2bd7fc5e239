import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url))

export interface SenderProcess {
  child: ChildProcess
  /** What it has logged so far. */
  output(): string
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** The real sender as a process of its own, on this database and with these settings. */
export function spawnSender(databaseUrl: string, settings: Record<string, string>): SenderProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      LOG_LEVEL: 'info',
      MAIL_FROM: 'news@acme.test',
      ...settings,
      DATABASE_URL: databaseUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  return {
    child,
    output: () => output,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const gone = once(child, 'exit')
      child.kill(signal)
      const [code] = await gone
      return code
    },
  }
}

/** Asks again until the answer is there, or fails with what it was last told. */
export async function until<Found>(
  look: () => Promise<Found | undefined | false>,
  what: string,
  deadlineMs = 20_000,
): Promise<Found> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
