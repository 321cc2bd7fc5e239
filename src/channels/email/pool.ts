import { performance } from 'node:perf_hooks'
import type { Evidence } from './answers.ts'
import { type DialSettings, dial } from './dial.ts'
import { lineOver } from './line.ts'
import type { Desk, Handover, Job, Line, LineTimes, Parcel } from './work.ts'

export interface Pool {
  /** Never rejects. */
  hand(parcel: Parcel): Promise<Handover>
  /** Ends every connection, at once; what is on its way gets an answer all the same. */
  close(): void
}

export interface PoolSettings extends DialSettings, LineTimes {
  /** The most that are open at once. */
  connections: number
}

/** So many are opened without asking whether they help. */
const START = 2
/** Another one helps while this process waits for answers more than this share of its time. */
const BUSY = 0.8
const LOOK_AFTER = 20
/** After the relay refused one more, be content with those there are. */
const CONTENT_FOR = 30_000

/**
 * A few kept-open connections to the relay: as few as keep this process busy, so that a near relay is served by two or
 * three and a far one by all that are allowed.
 */
export function openPool(settings: PoolSettings): Pool {
  const waiting: Job[] = []
  const lines = new Set<Line>()
  const idle: Line[] = []
  const spare = new Set<Line>()
  let opening = 0
  let contentUntil = 0
  let looking: NodeJS.Timeout | undefined
  let closed = false

  const desk: Desk = {
    next: () => waiting.shift(),
    free(line, how) {
      spare.delete(line)
      if (how === 'idle') idle.push(line)
      else spare.add(line)
    },
    again: (job) => waiting.unshift(job),
    gone(line) {
      lines.delete(line)
      forget(line)
      place()
    },
  }

  /** What waits goes to a line that rests, else behind a message that is on its way, else to a new line. */
  function place(): void {
    while (waiting.length) {
      const line = idle.pop() ?? spare.values().next().value
      if (!line) break
      spare.delete(line)
      const job = waiting.shift() as Job
      if (!line.give(job)) waiting.unshift(job)
    }
    const wanted = Math.min(START, settings.connections, lines.size + waiting.length)
    while (!closed && lines.size + opening < wanted) open()
    if (waiting.length) lookSoon()
  }

  function lookSoon(): void {
    if (closed || looking || lines.size >= settings.connections || performance.now() < contentUntil) return
    const before = performance.eventLoopUtilization()
    looking = setTimeout(() => {
      looking = undefined
      const busy = performance.eventLoopUtilization(before).utilization
      if (!opening && waiting.length && busy < BUSY) {
        const more = Math.min(Math.max(1, lines.size), settings.connections - lines.size, waiting.length)
        for (let n = 0; n < more; n += 1) open()
      }
      if (waiting.length) lookSoon()
    }, LOOK_AFTER)
  }

  async function open(): Promise<void> {
    opening += 1
    const wire = await dial(settings)
    opening -= 1
    if (!('socket' in wire)) return missed(wire)
    const line = lineOver(wire, desk, settings)
    lines.add(line)
    idle.push(line)
    if (closed) line.hangUp()
    else place()
  }

  /** One that could not be opened matters only where there is no other. */
  function missed(evidence: Evidence): void {
    if (lines.size || opening) contentUntil = performance.now() + CONTENT_FOR
    else for (const job of waiting.splice(0)) job.done(evidence)
  }

  function forget(line: Line): void {
    spare.delete(line)
    const at = idle.indexOf(line)
    if (at >= 0) idle.splice(at, 1)
  }

  return {
    hand(parcel) {
      if (closed) return Promise.resolve({ stage: 'connect', fault: 'ECLOSED' })
      return new Promise((done) => {
        waiting.push({ parcel, done, moves: 0 })
        place()
      })
    },
    close() {
      closed = true
      clearTimeout(looking)
      for (const job of waiting.splice(0)) job.done({ stage: 'connect', fault: 'ECLOSED' })
      for (const line of [...lines]) line.hangUp()
    },
  }
}
