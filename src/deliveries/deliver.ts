import type { Db } from '#db/open.ts'
import { claimRound } from '#db/queries/claims.ts'
import { listPauses } from '#db/queries/pauses.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Carrier, Notice, Outcome } from '#src/channels/channel.ts'
import { relayWait } from './backoff.ts'
import { deliveryKey, noticeMaker } from './notice.ts'
import type { Ended } from './record.ts'
import { FLUSH_AFTER, resultsFor } from './results.ts'
import { verdictOf } from './verdict.ts'

/** Claims live longer than the longest answer we wait for (F3). */
export const LEASE = { email: 12 * 60_000, sms: 5 * 60_000 } as const
/**
 * What was claimed so long ago and has not begun is given back: if we slept, others may have taken it over since. Far
 * below the time after which they would send a text message again.
 */
const STALE_AFTER = 60_000

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
  claimedAt: number
}

/**
 * Sends what is due on one channel. `work` claims, sends and writes down until nothing is due, the relay is down, or
 * `stop` was called, and resolves to the number of attempts. `stop` ends claiming, waits for what is in flight and hands
 * the rest back.
 */
export function deliverer({ db, carrier, owner, now, random = Math.random }: Sending) {
  const noticesOf = noticeMaker(db)
  const results = resultsFor({ db, now, onFault: () => block(1_000) })
  const queue: Claimed[] = []
  let claiming: Promise<void> | undefined
  let working: Promise<number> | undefined
  let stopping = false
  let blocked = { from: 0, until: 0 }
  let relayFailures = 0

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
    const ticking = setInterval(() => void results.flush(), FLUSH_AFTER.ms)
    try {
      // All of them, also when one fails: nothing may be in flight that nobody waits for.
      const lanes = await Promise.allSettled(Array.from({ length: carrier.concurrency }, lane))
      for (const { row } of queue.splice(0)) handBack(row)
      await results.flush()
      for (const one of lanes) if (one.status === 'rejected') throw one.reason
      results.expectWritten()
    } finally {
      clearInterval(ticking)
    }
    return attempts
  }

  /** The next claimed delivery, claiming more when the queue is empty; undefined when there is nothing to do now. */
  async function take(): Promise<Claimed | undefined> {
    if (stopping || isBlocked()) return undefined
    if (!queue.length) {
      claiming ??= claim().finally(() => {
        claiming = undefined
      })
      await claiming
    }
    return stopping || isBlocked() ? undefined : queue.shift()
  }

  async function claim(): Promise<void> {
    // What is already answered goes first: an earlier update in flight holds back the later one.
    await results.flush()
    const at = now()
    const { channel, concurrency } = carrier
    const pauses = await listPauses(db, at)
    if (pauses.some((pause) => pause.channel === channel && !pause.destination)) return
    const limit = Math.min(200, Math.max(16, concurrency * 4))
    const leaseUntil = at + LEASE[channel]
    const rows = await claimRound(db, { channel, owner, leaseUntil, limit, now: at })
    if (rows.length) await enqueue(rows, at)
  }

  async function enqueue(rows: DeliveryRow[], at: number): Promise<void> {
    const notices = await noticesOf(rows, at).catch((error) => {
      rows.forEach(handBack)
      throw error
    })
    for (const row of rows) {
      const notice = notices.get(deliveryKey(row))
      if (!notice) results.add({ row, verdict: { change: { state: 'superseded' } }, at })
      else if (notice instanceof Error) results.add(ended(row, unmade(notice)))
      else queue.push({ row, notice, claimedAt: at })
    }
  }

  async function attempt({ row, notice, claimedAt }: Claimed): Promise<void> {
    if (now() - claimedAt > STALE_AFTER) return handBack(row)
    const outcome = await carrier.send(notice).catch(unanswered)
    const destination = carrier.destinationOf(notice.to.address)
    const result = { ...ended(row, outcome), notice, destination }
    const { relayDown, pause } = result.verdict
    if (!relayDown) relayFailures = 0
    else if (!isBlocked()) {
      relayFailures += 1
      block(relayWait(relayFailures, random()))
    }
    if (pause) block(Math.min(pause.until - result.at, 60_000))
    results.add(result)
    await results.flushWhenDue()
  }

  function ended(row: DeliveryRow, outcome: Outcome): Ended & { outcome: Outcome } {
    const at = now()
    return { row, outcome, verdict: verdictOf(row, outcome, at, random()), at }
  }

  /** What was claimed and not begun goes back as it was. */
  function handBack(row: DeliveryRow): void {
    const change = { state: row.attempts ? 'retry' : 'pending', due_at: row.due_at }
    results.add({ row, verdict: { change }, at: now() })
  }

  function block(ms: number): void {
    const at = now()
    blocked = { from: at, until: Math.max(at + ms, isBlocked() ? blocked.until : 0) }
  }

  /** A clock that was set back does not make the wait longer. */
  function isBlocked(): boolean {
    return now() >= blocked.from && now() < blocked.until
  }

  async function stop(): Promise<void> {
    stopping = true
    // Whoever called `work` hears of its fault.
    await working?.catch(() => {})
    await results.flush()
    await carrier.close()
    results.expectWritten()
  }

  return { work, stop }
}

/** Carriers do not throw; from one that does we do not know whether the message has left. */
function unanswered(error: unknown): Outcome {
  return { result: 'unknown', code: 'ECARRIER', answer: String(error).slice(0, 200) }
}

/** A message that cannot be made fails by itself, after the usual tries, and takes nobody with it. */
function unmade(error: Error): Outcome {
  return { result: 'retry', fault: 'recipient', code: 'ECOMPOSE', answer: error.message.slice(0, 200) }
}
