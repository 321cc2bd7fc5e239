import type { DeliveryRow } from '#db/schema.ts'
import type { Outcome } from '#src/channels/channel.ts'
import type { breaker } from './breaker.ts'
import type { Pacer } from './pace.ts'
import type { resultsFor } from './results.ts'
import type { Sending } from './sending.ts'
import type { Claimed, supplier } from './supply.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** The longest that a channel rests before it is tried again. */
const LONGEST_REST = 60_000
/** Until a pause of the whole channel stands in the ledger, and is found there. */
const PAUSE_FOUND = 500

interface Learning extends Sending {
  elapsed: () => number
  random: () => number
  pace: Pacer
  relay: ReturnType<typeof breaker>
  results: ReturnType<typeof resultsFor>
  supply: ReturnType<typeof supplier>
  /** Nothing begins for so long. */
  rest: (ms: number) => void
}

/** Takes from each outcome what it means for its delivery, and for those behind it. */
export function learner({ carrier, now, elapsed, random, journal, log, ...means }: Learning) {
  const { pace, relay, results, supply, rest } = means
  const { channel } = carrier

  function failed(begun: number, at: number, code: string): void {
    const wait = relay.failed(begun, at)
    if (wait === undefined) return
    log?.error({ channel, code, waitMs: wait }, 'The relay cannot be reached; one tries for all')
  }

  function slowed({ scope, waitMs }: NonNullable<Verdict['slow']>, destination: string, at: number): void {
    pace.throttled(scope === 'channel' ? null : destination, at)
    if (waitMs && scope === 'channel') rest(Math.min(waitMs, LONGEST_REST))
    else if (waitMs) supply.pause(destination, now() + waitMs)
  }

  function note(row: DeliveryRow, at: number, providerId: string | undefined): void {
    if (!journal || row.claim === null) return
    journal.note({
      claim: row.claim,
      announcementId: row.announcement_id,
      subscriberId: row.subscriber_id,
      attempts: row.attempts,
      at,
      providerId: providerId ?? null,
    })
  }

  /** `begun`: when the attempt began, by the clock that only goes forward. */
  return function learn({ row, notice, destination, weight }: Claimed, outcome: Outcome, begun: number) {
    const at = elapsed()
    const wall = now()
    const verdict = verdictOf(row, outcome, wall, random())
    if (outcome.result === 'sent') {
      pace.accepted(destination, weight, at)
      note(row, wall, outcome.providerId)
    }
    if (verdict.relayDown) failed(begun, at, outcome.code ?? '')
    else if (relay.answered()) log?.info({ channel }, 'The relay answers again')
    if (verdict.slow) slowed(verdict.slow, destination, at)
    if (verdict.pause?.scope === 'destination') supply.pause(destination, verdict.pause.until)
    else if (verdict.pause) rest(PAUSE_FOUND)
    results.add({ row, notice, destination, outcome, verdict, at: wall })
    supply.ended()
  }
}
