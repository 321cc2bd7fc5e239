import type { DeliveryRow } from '#db/schema.ts'
import type { Outcome } from '#src/channels/channel.ts'
import type { resultsFor } from './results.ts'
import { verdictOf } from './verdict.ts'

/** The ways in which what was claimed goes back to the ledger without having begun. */
export function backTo(
  results: ReturnType<typeof resultsFor>,
  { now, random }: { now: () => number; random: () => number },
) {
  /** To be looked at again when it is due. */
  function putOff(row: DeliveryRow, due: number): void {
    back(row, { state: row.attempts ? 'retry' : 'pending', due_at: Math.round(due) })
  }

  function back(row: DeliveryRow, to: { state: string; due_at: number }): void {
    // Its day to give up begins with its first try, and this was none.
    const change = row.attempts || row.code ? to : { ...to, first_at: null }
    results.add({ row, verdict: { change }, at: now() })
  }

  return {
    putOff,
    /** Until the hours of its reader let it go. */
    keepFor: (row: DeliveryRow): void => back(row, { state: 'held', due_at: 0 }),
    /** As it was. */
    giveBack: (row: DeliveryRow): void => putOff(row, row.due_at),
    /** A message that cannot be made fails by itself, after the usual tries, and takes nobody with it. */
    fail(row: DeliveryRow, error: Error, at: number): void {
      const answer = error.message.slice(0, 200)
      const outcome: Outcome = { result: 'retry', fault: 'recipient', code: 'ECOMPOSE', answer }
      results.add({ row, outcome, verdict: verdictOf(row, outcome, at, random()), at })
    },
  }
}
