import type { Evidence } from './answers.ts'
import { dial, type Handover, type Line, type LineSettings, type Parcel } from './line.ts'

export interface Pool {
  /** Never rejects. */
  hand(parcel: Parcel): Promise<Handover>
  /** Ends every connection, at once; what is on its way gets an answer all the same. */
  close(): void
}

export interface PoolSettings extends LineSettings {
  connections: number
  idleMs?: number
}

/** Mails over one connection before it makes room for a fresh one. */
const USES = 1_000

/**
 * A few kept-open SMTP connections. nodemailer's own pool is not used: it drops a connection at every
 * refused recipient, queues again by itself, and does not say at which stage a connection died.
 */
export function openPool(settings: PoolSettings): Pool {
  const idle: Line[] = []
  const waiting: ((line: Line | null) => void)[] = []
  const lines = new Set<Line>()
  let opening = 0
  let closed = false

  /** An idle connection, or leave to open one (null). */
  async function take(): Promise<Line | null> {
    for (let line = idle.pop(); line; line = idle.pop()) {
      clearTimeout(line.timer)
      if (line.alive()) return line
      lines.delete(line)
    }
    if (lines.size + opening < settings.connections) {
      opening += 1
      return null
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  async function open(): Promise<Line | Evidence> {
    try {
      const line = await dial(settings)
      if ('smtp' in line) lines.add(line)
      return line
    } finally {
      opening -= 1
    }
  }

  async function giveBack(line: Line): Promise<void> {
    if (!line.alive() || line.uses >= USES || !(await line.reset())) {
      lines.delete(line)
      line.hangUp()
      return makeRoom()
    }
    const next = waiting.shift()
    if (next) return next(line)
    idle.push(line)
    line.timer = setTimeout(() => {
      idle.splice(idle.indexOf(line), 1)
      lines.delete(line)
      line.hangUp()
    }, settings.idleMs ?? 30_000)
    line.timer.unref()
  }

  function makeRoom(): void {
    const next = waiting.shift()
    if (!next) return
    opening += 1
    next(null)
  }

  async function hand(parcel: Parcel, again = true): Promise<Handover> {
    const kept = await take()
    const line = kept ?? (await open())
    if (!('smtp' in line)) {
      makeRoom()
      return line
    }
    const handover = await line.hand(parcel)
    await giveBack(line)
    // A relay may end a kept connection at any time; before the message was handed over that is no news.
    const stale = kept && again && 'stage' in handover && handover.stage === 'envelope' && !handover.reply
    return stale ? hand(parcel, false) : handover
  }

  return {
    hand: (parcel) => (closed ? Promise.resolve({ stage: 'connect', fault: 'ECLOSED' }) : hand(parcel)),
    close() {
      closed = true
      for (const line of lines) {
        clearTimeout(line.timer)
        line.hangUp()
      }
      lines.clear()
      idle.length = 0
    },
  }
}
