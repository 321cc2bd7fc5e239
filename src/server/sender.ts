import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { log } from '#src/log.ts'
import { builtSender, SENDER_FLAGS } from './build.ts'

/** The second start in a row waits so long, each further one twice as long as the one before. */
const SECOND_WAIT = 1_000
const LONGEST_WAIT = 30_000
/** A sender that lived this long was well: its next start does not wait. */
const WELL_AFTER = 10_000

export interface Sender {
  /** Asks it to finish what is in flight, waits at most `patience` ms, then ends it. */
  stop: (patience?: number) => Promise<void>
}

/**
 * Keeps the sender alive as a process of its own, with less claim to the processor than the page, and starts it again
 * when it dies. It holds an IPC channel only so that it sees us go: even after `kill -9` of the server no sender is left.
 */
export function keepSender(script = builtSender()): Sender {
  let child: ChildProcess | undefined
  let again: NodeJS.Timeout | undefined
  let wait = 0
  let stopping = false

  function start() {
    const born = Date.now()
    child = spawn(process.execPath, [...SENDER_FLAGS, script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('error', (error) => startAgain(born, { err: error }))
    child.once('exit', (code, signal) => startAgain(born, { code, signal }))
    if (child.pid) yieldTo(child.pid)
    if (child.pid) log().info({ pid: child.pid }, 'The sender runs')
  }

  function startAgain(born: number, why: object) {
    if (stopping) return
    if (Date.now() - born > WELL_AFTER) wait = 0
    log().error({ ...why, again: wait }, 'The sender died; it will be started again')
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

function yieldTo(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    log().warn({ err: error }, 'The sender runs with the same priority as the page')
  }
}
