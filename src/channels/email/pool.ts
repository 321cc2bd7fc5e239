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

/** More help while this process has less to do than this share of its time: it waits for answers. */
const BUSY = 0.8
const LOOK_AFTER = 20
/** A single look may have met a pause. */
const LOOKS = 2
/** After the relay refused one more, be content with those there are. */
const CONTENT_FOR = 30_000

/**
 * A few kept-open connections to the relay: as few as keep this process busy, so that a near relay is served by two or
 * three and a far one by all that are allowed. Each has a message on its way, and after a kill nobody knows which of those
 * have arrived: few lines, few repeats (F5).
 */
export function openPool(settings: PoolSettings): Pool {
  const waiting: Job[] = []
  const lines = new Set<Line>()
  const idle: Line[] = []
  const spare = new Set<Line>()
  let opening = 0
  let contentUntil = 0
  let looking: NodeJS.Timeout | undefined
  let waited = 0
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
    if (!waiting.length || closed) return
    if (!lines.size && !opening) open()
    else if (lines.size) lookSoon()
  }

  function lookSoon(): void {
    if (closed || looking || lines.size >= settings.connections || performance.now() < contentUntil) return
    const before = performance.eventLoopUtilization()
    looking = setTimeout(() => {
      looking = undefined
      const { utilization } = performance.eventLoopUtilization(before)
      waited = waiting.length && utilization < BUSY ? waited + 1 : 0
      if (waited >= LOOKS && !opening) openMore()
      if (waiting.length) lookSoon()
    }, LOOK_AFTER)
  }

  function openMore(): void {
    waited = 0
    const more = Math.min(Math.ceil(lines.size / 2), settings.connections - lines.size, waiting.length)
    for (let n = 0; n < more; n += 1) open()
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
