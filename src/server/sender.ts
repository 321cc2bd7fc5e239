import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { log } from '#src/log.ts'
import { builtSender, SENDER_FLAGS } from './build.ts'

const SNAPSHOT = new URL('../snapshot/main.ts', import.meta.url).pathname

/** The second start in a row waits so long, each further one twice as long as the one before. */
const SECOND_WAIT = 1_000
const LONGEST_WAIT = 30_000
/** A sender that lived this long was well: its next start does not wait. */
const WELL_AFTER = 10_000

export interface Child {
  /** Asks it to finish what is in flight, waits at most `patience` ms, then ends it. */
  stop: (patience?: number) => Promise<void>
}

/** Keeps the sender alive, as {@link keepChild} does. */
export function keepSender(script = builtSender()): Child {
  return keepChild('The sender', [...SENDER_FLAGS, script])
}

/** Keeps alive what copies the page to where it is read when we are down (docs/decisions/0023). */
export function keepSnapshot(): Child {
  return keepChild('The snapshot', [...SENDER_FLAGS, SNAPSHOT, '--keep'])
}

/**
 * Keeps a process of our own alive, with less claim to the processor than the page, and starts it again when it dies. It
 * holds an IPC channel only so that it sees us go: even after `kill -9` of the server none is left.
 */
function keepChild(who: string, args: string[]): Child {
  let child: ChildProcess | undefined
  let again: NodeJS.Timeout | undefined
  let wait = 0
  let stopping = false

  function start() {
    const born = Date.now()
    child = spawn(process.execPath, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('error', (error) => startAgain(born, { err: error }))
    child.once('exit', (code, signal) => startAgain(born, { code, signal }))
    if (child.pid) yieldTo(child.pid, who)
    if (child.pid) log().info({ pid: child.pid }, `${who} runs`)
  }

  function startAgain(born: number, why: object) {
    if (stopping) return
    if (Date.now() - born > WELL_AFTER) wait = 0
    log().error({ ...why, again: wait }, `${who} died; it will be started again`)
    again = setTimeout(start, wait)
    wait = Math.min(Math.max(SECOND_WAIT, wait * 2), LONGEST_WAIT)
  }

  start()
  return {
    async stop(patience = 30_000) {
      stopping = true
      clearTimeout(again)
      const last = child
      if (!last?.pid || last.exitCode !== null || last.signalCode !== null) return
      const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()))
      last.kill('SIGTERM')
      const hard = setTimeout(() => last.kill('SIGKILL'), patience)
      await gone
      clearTimeout(hard)
    },
  }
}

function yieldTo(pid: number, who: string): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    log().warn({ err: error }, `${who} runs with the same priority as the page`)
  }
}
