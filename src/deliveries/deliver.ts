import { randomUUID } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { claimDue, listChannelPauses } from '#db/queries/deliveries.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Carrier, Notice } from '#src/channels/channel.ts'
import { relayWait } from './backoff.ts'
import { deliveryKey, noticeMaker } from './notice.ts'
import { type Ended, record } from './record.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** Claims live longer than the longest answer we wait for (F3). */
export const LEASE = { email: 12 * 60_000, sms: 5 * 60_000 } as const
const PRIORITIES = [0, 1, 2, 3]
/** Results reach the ledger at most this much later, in number and in time (F4). */
const FLUSH_AFTER = { results: 64, ms: 100 }

export interface Sending {
  db: Db
  carrier: Carrier
  /** The instance that claims. */
  owner: string
  now: () => number
  random?: () => number
}

interface Claimed {
  row: DeliveryRow
  notice: Notice
}

/**
 * Sends what is due on one channel. `work` claims, sends and writes down until nothing is due, the relay is down, or
 * `stop` was called, and resolves to the number of attempts. `stop` ends claiming, waits for what is in flight and hands
 * the rest back.
 */
export function deliverer({ db, carrier, owner, now, random = Math.random }: Sending) {
  const noticesOf = noticeMaker(db)
  const queue: Claimed[] = []
  let results: Ended[] = []
  let lastFlush = 0
  let writing: Promise<void> = Promise.resolve()
  let claiming: Promise<void> | undefined
  let stopping = false
  let blockedUntil = 0
  let relayFailures = 0
  let working: Promise<number> | undefined

  function work(): Promise<number> {
    working ??= run().finally(() => {
      working = undefined
    })
    return working
  }

  async function run(): Promise<number> {
    let attempts = 0
    const lane = async () => {
      for (let next = await take(); next; next = await take()) {
        await attempt(next)
        attempts += 1
      }
    }
    const ticking = setInterval(() => void flush(), FLUSH_AFTER.ms)
    try {
      await Promise.all(Array.from({ length: carrier.concurrency }, lane))
      await handBack()
      await flush()
    } finally {
      clearInterval(ticking)
    }
    return attempts
  }

  /** The next claimed delivery, claiming more when the queue is empty; undefined when there is nothing to do now. */
  async function take(): Promise<Claimed | undefined> {
    if (stopping || now() < blockedUntil) return undefined
    if (!queue.length) {
      claiming ??= claim().finally(() => {
        claiming = undefined
      })
      await claiming
    }
    return stopping || now() < blockedUntil ? undefined : queue.shift()
  }

  async function claim(): Promise<void> {
    // What is already answered goes first: an earlier update in flight holds back the later one.
    await flush()
    const at = now()
    const pauses = await listChannelPauses(db, at)
    if (pauses.some((pause) => pause.channel === carrier.channel)) return
    const token = randomUUID()
    let room = Math.min(200, Math.max(16, carrier.concurrency * 4))
    for (const priority of PRIORITIES) {
      const rows = await claimDue(db, {
        priority,
        channel: carrier.channel,
        owner,
        token,
        leaseUntil: at + LEASE[carrier.channel],
        limit: room,
        now: at,
      })
      await enqueue(rows, at)
      room -= rows.length
      if (room < 1) return
    }
  }

  async function enqueue(rows: DeliveryRow[], at: number): Promise<void> {
    if (!rows.length) return
    const notices = await noticesOf(rows, at)
    for (const row of rows) {
      const notice = notices.get(deliveryKey(row))
      if (notice) queue.push({ row, notice })
      else results.push({ row, verdict: { change: { state: 'superseded' } }, at })
    }
  }

  async function attempt({ row, notice }: Claimed): Promise<void> {
    const outcome = await carrier.send(notice)
    const at = now()
    const verdict = verdictOf(row, outcome, at, random())
    if (verdict.relayDown) {
      relayFailures += 1
      blockedUntil = at + relayWait(relayFailures, random())
    } else if (outcome.result !== 'retry') {
      relayFailures = 0
    }
    if (verdict.pause) blockedUntil = Math.max(blockedUntil, Math.min(verdict.pause.until, at + 60_000))
    results.push({ row, notice, outcome, verdict, at })
    if (results.length >= FLUSH_AFTER.results || at - lastFlush >= FLUSH_AFTER.ms) await flush()
  }

  /** Writes results, one batch after the other; a batch that cannot be written now is kept and tried again. */
  function flush(): Promise<void> {
    writing = writing.then(async () => {
      if (!results.length) return
      const batch = results
      results = []
      lastFlush = now()
      try {
        await record(db, batch)
      } catch (error) {
        results = [...batch, ...results]
        blockedUntil = Math.max(blockedUntil, now() + 1_000)
        lastError = error
      }
    })
    return writing
  }
  let lastError: unknown

  /** What was claimed and not begun goes back as it was. */
  async function handBack(): Promise<void> {
    const at = now()
    for (const { row } of queue.splice(0)) {
      const verdict: Verdict = { change: { state: row.attempts ? 'retry' : 'pending', due_at: row.due_at } }
      results.push({ row, verdict, at })
    }
  }

  async function stop(): Promise<void> {
    stopping = true
    await working
    await flush()
    await carrier.close()
    if (results.length) throw lastError
  }

  return { work, stop }
}
