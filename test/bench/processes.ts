import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/** Starts a process that ends with us, whatever becomes of us; `before` is put before the command (`taskset -c 0`). */
export function start(
  before: string[],
  command: string,
  args: string[],
  options: SpawnOptions,
): ChildProcess {
  const [first = '', ...rest] = [...before, command, ...args]
  const child = spawn(first, rest, options)
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Resolves to the exit code (null: by a signal) of a process that was asked to end, or that ends by itself. */
export async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  if (signal) child.kill(signal)
  await exit
  return child.exitCode
}

/** The next message of a child with a channel. Throws when it ends without one. */
export function told<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}.`))
    child.once('exit', gone)
    child.once('message', (message) => {
      child.off('exit', gone)
      resolve(message as Message)
    })
  })
}

/** A folder on disk that is removed with us. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'))
  folders.add(folder)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  folders.delete(folder)
}

const farewells = new Set<() => Promise<void>>()

/** Does this before we end by a signal; call what is returned when it has been done otherwise. */
export function beforeLeaving(farewell: () => Promise<void>): () => void {
  farewells.add(farewell)
  return () => farewells.delete(farewell)
}

/** Nothing of us stays behind: no process, no file. */
export function leaveNothing(): void {
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, async () => {
      await Promise.allSettled([...farewells].map((farewell) => farewell()))
      process.exit(130)
    })
}
