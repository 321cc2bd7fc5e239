import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface Served {
  ready: Promise<void>
  /** Resolves with the last lines of its log when it ends without being asked to. */
  ended: Promise<string>
  stop: () => Promise<void>
}

/**
 * Starts the real server, which keeps the sender, as a process of its own. It holds a channel to us, so that it goes
 * when we do, however we go. `ready` rejects with the end of its log when it does not come that far.
 */
export function serve(env: Record<string, string>, logFile: string, patience = 60_000): Served {
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../src/server/main.ts')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
    // Its own group: Ctrl-C reaches us, and we take it down in order.
    detached: true,
  })
  closeSync(log)
  let asked = false
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const ended = new Promise<string>((tell) => gone.then(() => asked || tell(lastLines(logFile))))
  const failed = ended.then((lines) => {
    throw new Error(`The server did not start:\n${lines}`)
  })
  return {
    ready: Promise.race([answers(`${env.PUBLIC_URL}/readyz`, patience), failed]),
    ended,
    stop: () => {
      asked = true
      return end(child, gone)
    },
  }
}

async function answers(url: string, patience: number): Promise<void> {
  for (const until = Date.now() + patience; Date.now() < until; ) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((wait) => setTimeout(wait, 40))
  }
  throw new Error(`The server did not get ready within ${patience / 1000} s.`)
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(hard)
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n')
}

/** What an operator would set, pointing at the stand-ins of this machine. */
export function environment(of: {
  port: number
  databaseUrl: string
  secretKey: string
  smtpUrl: string
  twilio: { accountSid: string; authToken: string; url: string }
}): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: `http://localhost:${of.port}`,
    HOST: '127.0.0.1',
    PORT: String(of.port),
    DATABASE_URL: of.databaseUrl,
    SECRET_KEY: of.secretKey,
    SMTP_URL: of.smtpUrl,
    MAIL_FROM: 'updates@mares.example',
    MAIL_ACCOUNT_FROM: 'page@mares.example',
    MAIL_DOMAIN: 'mares.example',
    TWILIO_ACCOUNT_SID: of.twilio.accountSid,
    TWILIO_AUTH_TOKEN: of.twilio.authToken,
    TWILIO_API_URL: of.twilio.url,
    TWILIO_FROM: '+14155550199',
    SMS_COUNTRIES: 'US,GB,PT',
    LOG_LEVEL: 'info',
  }
}
