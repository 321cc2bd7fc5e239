import type { DeliveryChange } from '#db/queries/settle.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Channel, Outcome, Scope, Sign } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { GIVE_UP_AFTER, recipientWait, throttleWait } from './backoff.ts'
import { capResets } from './caps.ts'

/** What is written down for a delivery after an outcome, and whether the whole channel has to wait. */
export interface Verdict {
  change: DeliveryChange
  /** The relay cannot be reached: back off as a whole, nobody's attempt. */
  relayDown?: true
  /** Asked to slow down: everything to this destination, or the whole channel. This message waits so long. */
  slow?: { scope: Scope; waitMs: number }
  /** Nothing more until then; `reason` is in the carrier's own words. */
  pause?: Pause
}

export interface Pause {
  scope: Scope
  until: number
  reason: string
  tellStaff: boolean
  /** Longer each time when it comes back as soon as it is over. */
  grows?: true
}

/** A million lines that say 250 say nothing: what a relay took keeps when it took it, and no more. */
const TAKEN = { outcome: null, code: null, answer: null, first_at: null, due_at: 0 }
const MINUTE = 60_000
/** How long what our account or sender may not do stays stopped before one message tries again. */
const STOPPED: Partial<Record<Sign, number>> = { account: 15 * MINUTE, country: 24 * 60 * MINUTE }
/** The shortest pause when queues are full; {@link Pause.grows}. */
const QUEUE_PAUSE = MINUTE
/** How long after a message that nobody answered we first look for it (S3): its callback may come by itself. */
const FIRST_LOOK = 120_000
/** What may have arrived, and is known again by its id, is sent again no sooner than this (E5). */
const REPEAT_AFTER = 600_000

/**
 * Turns an outcome into what the ledger says next (F6). Faults of the relay, of our account, or a request to slow
 * down cost the recipient no attempt. `random` is in [0, 1).
 */
export function verdictOf(row: DeliveryRow, outcome: Outcome, now: number, random: number): Verdict {
  const said = { code: outcome.code ?? null, answer: outcome.answer ?? null }
  const about = aboutOf(row.channel as Channel)
  switch (outcome.result) {
    case 'sent':
      return {
        change: {
          ...(outcome.providerId ? { ...said, outcome: 'sent', provider_id: outcome.providerId } : TAKEN),
          state: 'sent',
          attempts: row.attempts + 1,
          sent_at: now,
        },
      }
    case 'unknown': {
      const wait = about.unanswered === 'look' ? FIRST_LOOK : REPEAT_AFTER
      return {
        change: {
          ...said,
          state: 'unknown',
          outcome: 'unknown',
          attempts: row.attempts + 1,
          // After the one more try they are counted on.
          looks: row.looks ?? 0,
          due_at: now + wait,
        },
      }
    }
    case 'failed':
      return { change: { ...said, state: 'failed', outcome: 'failed', attempts: row.attempts + 1 } }
    case 'retry':
      return retry(row, outcome, said, now, random)
  }
}

type Retry = Extract<Outcome, { result: 'retry' }>

function retry(
  row: DeliveryRow,
  outcome: Retry,
  said: { code: string | null; answer: string | null },
  now: number,
  random: number,
): Verdict {
  const back = { state: row.attempts ? 'retry' : 'pending', due_at: row.due_at }
  const { slows } = aboutOf(row.channel as Channel)
  const scope = outcome.scope ?? slows
  const reason = `${outcome.code} ${outcome.answer}`.trim()
  switch (outcome.fault) {
    case 'relay':
      // Its day to give up begins with its first try, and this was none.
      return {
        change: row.attempts || row.code ? back : { ...back, first_at: null },
        relayDown: true,
      }
    case 'account': {
      const until = now + (STOPPED[outcome.sign ?? 'account'] ?? QUEUE_PAUSE)
      const pause = { scope: outcome.scope ?? 'channel', until, reason, tellStaff: true }
      return { change: isTooOld(row, now) ? tooLate(row, said) : back, pause }
    }
    case 'throttle': {
      const stop = pauseFor(outcome, { scope, reason }, now)
      const wait = stop ? stop.until - now : (outcome.afterMs ?? throttleWait(row.attempts, random))
      const change = isTooOld(row, now)
        ? tooLate(row, said)
        : { ...said, state: 'retry', outcome: 'throttle', due_at: now + wait }
      if (stop) return { change, pause: stop }
      const slow = { scope, waitMs: wait }
      // Where all go through one account, who is told to slow down there slows down for everybody.
      return slows === 'channel' && scope === 'channel'
        ? { change, slow, pause: { scope, until: now + wait, reason, tellStaff: false } }
        : { change, slow }
    }
    case 'recipient': {
      const attempts = row.attempts + 1
      const wait = outcome.afterMs ?? recipientWait(attempts)
      const spent =
        now + wait - (row.first_at ?? now) > GIVE_UP_AFTER ||
        (outcome.tries !== undefined && attempts >= outcome.tries)
      const state = spent ? (outcome.spent ?? 'failed') : 'retry'
      return { change: { ...said, state, outcome: 'recipient', attempts, due_at: now + wait } }
    }
  }
}

/** Full queues and spent caps stop more than they slow. */
function pauseFor(
  { sign, code, afterMs }: Retry,
  { scope, reason }: { scope: Scope; reason: string },
  now: number,
): Pause | undefined {
  if (sign === 'queue')
    return { scope, until: now + (afterMs ?? QUEUE_PAUSE), reason, tellStaff: false, grows: true }
  if (sign === 'cap') return { scope, until: capResets(code, now), reason, tellStaff: true }
}

/** Nobody is told of something a day old because a carrier was slow to take it. */
function isTooOld(row: DeliveryRow, now: number): boolean {
  return now - (row.first_at ?? now) > GIVE_UP_AFTER
}

function tooLate(row: DeliveryRow, said: { code: string | null; answer: string | null }): DeliveryChange {
  return { ...said, state: 'failed', outcome: 'failed', due_at: row.due_at }
}
