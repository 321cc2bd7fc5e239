import type { ClaimedRow } from '#db/queries/claims.ts'
import { listPauses } from '#db/queries/pauses.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Notice } from '#src/channels/channel.ts'
import { backTo } from './give-back.ts'
import type { InLine, lineUp } from './line.ts'
import { deliveryKey, noticeMaker } from './notice.ts'
import type { resultsFor } from './results.ts'
import { retryBudget } from './retry-budget.ts'
import { ALL, rounds, URGENT } from './rounds.ts'
import type { Sending } from './sending.ts'
import { withdrawn } from './withdraw.ts'

export interface Claimed extends InLine {
  row: ClaimedRow
  notice: Notice
  /** When it was claimed, by the wall and by the clock that only goes forward. */
  claimedAt: number
  since: number
}

interface Supply extends Sending {
  elapsed: () => number
  random: () => number
  line: ReturnType<typeof lineUp<Claimed>>
  results: ReturnType<typeof resultsFor>
  /** How many have begun and not ended. */
  underWay: () => number
}

/** With some still under way, what their end makes due is asked for no more often. */
const ASK_MS = 20
/** Retries that would crowd out first attempts come back after this, or up to four times as much. */
const RETRY_LATER = 15_000

/** Keeps the line supplied from the ledger, and gives back to it what must not begin. */
export function supplier({
  db,
  carrier,
  owner,
  now,
  elapsed,
  random,
  rampFrom,
  dailyCap,
  line,
  results,
  underWay,
}: Supply) {
  const noticesOf = noticeMaker(db)
  const round = rounds({ db, carrier, owner, rampFrom, dailyCap })
  const { fail, giveBack, keepFor, putOff } = backTo(results, { now, random })
  const retries = retryBudget()
  const paused = new Map<string, number>()
  let claiming = false
  let withdrawing = false
  let dry = false
  let endedSince = false
  let hurried = false
  let moreUrgent = false
  let askedAt = Number.NEGATIVE_INFINITY

  /** What to claim now, if anything. */
  function plan(wanted: number, at: number): { limit: number; least: number } | undefined {
    const held = line.size()
    if (hurried && held) {
      hurried = false
      const most = mostUrgent()
      if (most > 0) return { limit: wanted, least: most - 1 }
    }
    if (dry && !(endedSince && (underWay() === 0 || at - askedAt >= ASK_MS))) return undefined
    if (held < wanted / 2) return { limit: wanted - held, least: ALL }
    if (moreUrgent && line.size(URGENT) < wanted * 0.4) return { limit: Math.ceil(wanted / 2), least: URGENT }
    return undefined
  }

  const onTheWay = () => underWay() + results.size() + [...line.all()].length
  const mostUrgent = () => [0, 1, 2, 3].find((priority) => line.size(priority) > 0) ?? ALL
  async function claim({ limit, least }: { limit: number; least: number }): Promise<void> {
    // What is already answered goes first: an earlier update in flight holds back the later one.
    if (!line.size()) await results.flush()
    const at = now()
    endedSince = false
    askedAt = elapsed()
    const rows = (await isClosed(at)) ? [] : await round(limit, least, at, onTheWay)
    if (least === ALL) dry = !rows.length
    const urgent = rows.filter(({ priority }) => priority <= URGENT).length
    moreUrgent = urgent >= limit * 0.6
    if (rows.length) await enqueue(rows, at)
  }

  /** Whether the whole channel is paused; notes which destinations are. */
  async function isClosed(at: number): Promise<boolean> {
    const pauses = (await listPauses(db, at)).filter((pause) => pause.channel === carrier.channel)
    paused.clear()
    for (const { destination, until } of pauses) paused.set(destination, until)
    if (!paused.has('')) return false
    for (const one of line.remove(() => true)) giveBack(one.row)
    return true
  }

  async function enqueue(rows: ClaimedRow[], at: number): Promise<void> {
    const kept = new Set<DeliveryRow>()
    const notices = await noticesOf(rows, at, kept).catch((error) => {
      rows.forEach(giveBack)
      throw error
    })
    const since = elapsed()
    for (const row of rows) {
      const notice = notices.get(deliveryKey(row))
      if (kept.has(row)) keepFor(row)
      else if (!notice) results.add({ row, verdict: { change: { state: 'superseded' } }, at })
      else if (notice instanceof Error) fail(row, notice, at)
      else queue({ row, notice, claimedAt: at, since, ...placeOf(row, notice) })
    }
  }

  const placeOf = (row: ClaimedRow, notice: Notice): InLine => ({
    priority: row.priority,
    destination: carrier.destinationOf(notice.to.address),
    weight: carrier.weightOf(notice),
  })

  function queue(one: Claimed): void {
    const until = paused.get(one.destination) ?? 0
    if (until > one.claimedAt) putOff(one.row, until)
    else if (one.row.attempts > 0 && !retries.allows(one.since))
      putOff(one.row, one.claimedAt + RETRY_LATER * (1 + 3 * random()))
    else line.push(one)
  }

  return {
    begin(): void {
      dry = false
    },
    /** Claims more where the line needs it, until `wanted` are at hand. */
    next(wanted: number, at: number): Promise<void> | undefined {
      const what = claiming ? undefined : plan(wanted, at)
      if (!what) return undefined
      claiming = true
      return claim(what).finally(() => {
        claiming = false
      })
    },
    /** Nothing was due when we last asked, and nothing has ended since that could have held something back. */
    isDry: () => dry && !endedSince,
    /** Somebody may have published: what is more urgent than all that waits is claimed at once. */
    hurry(): void {
      hurried = true
      dry = false
    },
    askAgain(): void {
      dry = false
    },
    began(row: DeliveryRow, at: number): void {
      if (!row.attempts) retries.first(at)
    },
    ended(): void {
      endedSince = true
    },
    /** Nothing more for a destination until then, of what waits as well. */
    pause(destination: string, until: number): void {
      paused.set(destination, until)
      for (const one of line.remove((one) => one.destination === destination)) putOff(one.row, until)
    },
    withdraw(): Promise<void> | undefined {
      if (withdrawing || (!line.size() && !line.aside())) return undefined
      withdrawing = true
      return withdrawn(db, [...line.all()])
        .then((is) => {
          for (const one of line.remove(is)) giveBack(one.row)
        })
        .finally(() => {
          withdrawing = false
        })
    },
    giveBack,
    putOff,
  }
}
