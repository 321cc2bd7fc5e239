import { breaker } from './breaker.ts'
import { learner } from './lessons.ts'
import { lineUp } from './line.ts'
import { pacer } from './pace.ts'
import { resultsFor } from './results.ts'
import { outcomeOf, type Sending } from './sending.ts'
import { stock } from './stock.ts'
import { type Claimed, supplier } from './supply.ts'

export type { Sending } from './sending.ts'

/**
 * What was claimed so long ago and has not begun is given back: if we slept, others may have taken it over since. Far
 * below the time after which they would send a text message again.
 */
const STALE_AFTER = 60_000
/** How often we look whether what waits was paused, cancelled or left, and what else has fallen due (F7). */
const LOOK_MS = 500
const TICK_MS = 50

/**
 * Sends what is due on one channel. `work` claims, sends and writes down until nothing is due, the relay is down, or
 * `stop` was called, and resolves to the number of attempts; `wake` says that something more urgent may be due. `stop`
 * ends claiming, waits for what is in flight and hands the rest back.
 */
export function deliverer(sending: Sending) {
  const { db, carrier, now, elapsed = () => performance.now(), random = Math.random, journal } = sending
  const { channel, concurrency } = carrier
  const rates = sending.rates ?? { all: null, destination: null }
  const pace = pacer(rates, random)
  const relay = breaker(random)
  const ready = stock(concurrency, rates.all)
  const results = resultsFor({ db, channel, journal, log: sending.log, onFault: () => rest(1_000) })
  const line = lineUp<Claimed>(pace, (one) =>
    supply.putOff(one.row, now() + pace.book(one.destination, one.priority, one.weight, elapsed())),
  )
  const supply = supplier({ ...sending, elapsed, random, line, results, underWay: () => inFlight })
  const learn = learner({ ...sending, elapsed, random, pace, relay, results, supply, rest })
  let working: Promise<number> | undefined
  let over: (() => void) | undefined
  let fault: { error: unknown } | undefined
  let timer: NodeJS.Timeout | undefined
  let attempts = 0
  let inFlight = 0
  let chores = 0
  let restUntil = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY
  let stopping = false

  function work(): Promise<number> {
    working ??= run().finally(() => {
      working = undefined
    })
    return working
  }

  async function run(): Promise<number> {
    attempts = 0
    fault = undefined
    supply.begin()
    const ticking = setInterval(tick, TICK_MS)
    try {
      await new Promise<void>((resolve) => {
        over = resolve
        pump()
      })
      for (const one of line.remove(() => true)) supply.giveBack(one.row)
      await results.flush()
      if (fault) throw (fault as { error: unknown }).error
      results.expectWritten()
    } finally {
      over = undefined
      clearInterval(ticking)
      clearTimeout(timer)
      results.rest()
    }
    return attempts
  }

  /** A fault of our own ends the work, and is told to whoever called it. */
  function pump(): void {
    try {
      if (over) advance(over)
    } catch (error) {
      fault = { error }
      if (!inFlight && !chores) over?.()
    }
  }

  function fail(error: unknown): void {
    fault = { error }
    pump()
  }

  /** Begins what may begin now, and sees to it that more is at hand when that is through. */
  function advance(done: () => void): void {
    const at = elapsed()
    const lanes = !stopping && !fault && at >= restUntil ? relay.lets(concurrency, at) : 0
    for (let free = lanes - inFlight; free > 0; free = lanes - inFlight) {
      const next = line.next(at)
      if (typeof next === 'object') attempt(next, at).catch(fail)
      else if (next === undefined) break
      else {
        clearTimeout(timer)
        timer = setTimeout(pump, Math.min(next, LOOK_MS))
        break
      }
    }
    const wanted = lanes === concurrency ? ready.wanted(at) : lanes
    if (lanes) chore(supply.next(wanted, at))
    if (inFlight || chores) return
    if (!lanes || (supply.isDry() && !line.size() && !line.aside())) done()
  }

  /** Something with the database, without which the work is not over. */
  function chore(work: Promise<void> | undefined): void {
    if (!work) return
    chores += 1
    work
      .finally(() => {
        chores -= 1
      })
      .then(pump, fail)
  }

  async function attempt(one: Claimed, begun: number): Promise<void> {
    // Both clocks: one stands still while the machine sleeps, the other may be set.
    if (Math.abs(now() - one.claimedAt) > STALE_AFTER || begun - one.since > STALE_AFTER)
      return supply.giveBack(one.row)
    inFlight += 1
    ready.began()
    supply.began(one.row, begun)
    const outcome = await outcomeOf(carrier, one.notice)
    inFlight -= 1
    attempts += 1
    learn(one, outcome, begun)
    pump()
  }

  /** Nothing begins for so long. */
  function rest(ms: number): void {
    restUntil = Math.max(restUntil, elapsed() + ms)
  }

  function tick(): void {
    const at = elapsed()
    pace.breathe(at)
    if (at - lookedAt >= LOOK_MS) look(at)
    pump()
  }

  function look(at: number): void {
    lookedAt = at
    supply.askAgain()
    chore(supply.withdraw())
  }

  return {
    work,
    /** Somebody has committed something: a publish, a pause, a cancel. */
    wake(): void {
      if (!over) return
      supply.hurry()
      look(elapsed())
      pump()
    },
    async stop(): Promise<void> {
      stopping = true
      pump()
      // Whoever called `work` hears of its fault.
      await working?.catch(() => {})
      await results.flush()
      results.rest()
      await carrier.close()
      results.expectWritten()
      journal?.remove()
    },
  }
}
