import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

/** Where one demo lives: its data, its secret, the ports at which it was last seen. */
export interface House {
  folder: string
  databaseUrl: string
  secretKey: string
  port: number
  inboxPort: number
  /** True when nobody has lived here before. */
  isNew: boolean
}

interface Kept {
  secretKey: string
  port: number
  inboxPort: number
  pid: number | null
}

/** Says in one sentence why the demo cannot begin. */
export class Occupied extends Error {}

/**
 * Opens the demo's folder, made anew when it is missing or `fresh` is asked for, with two free ports: those of last time if
 * they can be had, so that links in old mails still lead somewhere. Throws {@link Occupied} while another demo runs in it.
 */
export async function openHouse(folder: string, wish: { fresh: boolean; port: number }): Promise<House> {
  const path = resolve(folder)
  const file = join(path, 'demo.json')
  let kept: Partial<Kept> = read(file)
  if (kept.pid && (await answers(kept.port)) && isAlive(kept.pid)) {
    throw new Occupied(
      `A demo is running already at http://localhost:${kept.port} (process ${kept.pid}). End it with Ctrl-C first.`,
    )
  }
  if (wish.fresh) {
    rmSync(path, { recursive: true, force: true })
    kept = {}
  }
  const isNew = !existsSync(join(path, 'candor.db'))
  mkdirSync(path, { recursive: true })
  const port = await freePort(kept.port ?? wish.port)
  const inboxPort = await freePort(kept.inboxPort ?? port + 1, port)
  const secretKey = kept.secretKey ?? randomBytes(32).toString('base64')
  writeFileSync(file, JSON.stringify({ secretKey, port, inboxPort, pid: process.pid }, null, 2), {
    mode: 0o600,
  })
  return { folder: path, databaseUrl: join(path, 'candor.db'), secretKey, port, inboxPort, isNew }
}

/** Leaves the folder to the next demo. */
export function leaveHouse(house: House): void {
  const file = join(house.folder, 'demo.json')
  if (existsSync(file)) writeFileSync(file, JSON.stringify({ ...read(file), pid: null }, null, 2))
}

function read(file: string): Partial<Kept> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch {
    // Cut off, or not ours: a new one is made.
    return {}
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function answers(port: number | undefined): Promise<boolean> {
  const asked = fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) })
  return asked.then(
    (response) => response.ok,
    () => false,
  )
}

/** The first port from `wish` on that nobody listens at, by either form of “localhost”. */
async function freePort(wish: number, not?: number): Promise<number> {
  for (let port = wish; port < wish + 200 && port < 65_536; port += 1) {
    if (port !== not && (await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port
  }
  throw new Occupied(`No free port was found from ${wish} on.`)
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      done(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    )
    server.listen(port, host, () => server.close(() => done(true)))
  })
}
