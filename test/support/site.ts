import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Db, openDb } from '#db/open.ts'
import { freshDatabase } from './databases.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface SiteOptions {
  /** A database of the test's own; otherwise the site gets a fresh, migrated SQLite file. */
  databaseUrl?: string
  /** Whether the server keeps a sender; without it nothing leaves. */
  sender?: boolean
  /** More of the environment, such as SMTP_URL. `undefined` takes something away. */
  env?: Record<string, string | undefined>
}

export interface Site {
  /** Its origin, without a trailing slash; PUBLIC_URL of the process. */
  url: string
  port: number
  pid: number
  databaseUrl: string
  /** The test's own connection to the same database. */
  db: Db
  process: ChildProcess
  /** Everything that it has said so far. */
  output: () => string
  /** Resolves when it shows everything that was committed before this call, by whichever process. */
  caughtUp: () => Promise<void>
  /** Stops it in good order and removes its database. */
  stop: () => Promise<void>
}

/** The real server, built from these sources, as a process of its own on a free port; resolves when it answers. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  await buildSite()
  const own = options.databaseUrl ? undefined : await freshDatabase('sqlite')
  const databaseUrl = options.databaseUrl ?? own?.url ?? ''
  const db = own?.db ?? openDb(databaseUrl)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = startServer({
    PUBLIC_URL: url,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    CANDOR_SENDER: options.sender ? undefined : 'off',
    ...options.env,
  })
  const output = listenTo(child)
  async function stop() {
    await ended(child)
    await (own ? own.drop() : db.destroy())
  }
  try {
    await answers(url, child)
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}\n${output()}`)
  }
  const caughtUp = async () => void (await (await fetch(`${url}/readyz`)).text())
  return { url, port, pid: child.pid ?? 0, databaseUrl, db, process: child, output, caughtUp, stop }
}

/** The server's process with this environment and nothing else of ours but what Node needs; it ends with the test. */
export function startServer(env: Record<string, string | undefined>): ChildProcess {
  const { PATH, HOME, TMPDIR, CANDOR_DIST, SECRET_KEY, NODE_COMPILE_CACHE } = process.env
  return spawn(process.execPath, [join(ROOT, 'src/server/main.ts')], {
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR, CANDOR_DIST, SECRET_KEY, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** Collects what a process says, for assertions and for the message of a test that fails. */
export function listenTo(child: ChildProcess): () => string {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      said += text
    })
  }
  return () => said
}

/** Asks a process to stop, and makes sure that it does. Gives its exit code. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 35_000)
  await exit
  clearTimeout(hard)
  return child.exitCode
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

let built: Promise<void> | undefined

/** Builds the site and the sender unless the build is fresh, once a file; two test files at once wait for each other. */
export function buildSite(): Promise<void> {
  built ??= build()
  return built
}

async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'src/ready.mjs'), 'build'], { cwd: ROOT }).catch(
    (error: { stderr?: string; message: string }) => {
      throw new Error(`The site could not be built.\n${error.stderr ?? error.message}`)
    },
  )
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    const ready = await fetch(`${url}/readyz`).catch(() => undefined)
    await ready?.body?.cancel()
    if (ready?.ok) return
    if (Date.now() > until) throw new Error('The server did not answer within 30 seconds.')
    await pause(50)
  }
}
