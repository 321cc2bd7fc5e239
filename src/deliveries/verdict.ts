import type { DeliveryChange } from '#db/queries/deliveries.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Outcome, Scope } from '#src/channels/channel.ts'
import { GIVE_UP_AFTER, recipientWait, throttleWait } from './backoff.ts'

/** What is written down for a delivery after an outcome, and whether the whole channel has to wait. */
export interface Verdict {
  change: DeliveryChange
  /** The relay cannot be reached: back off as a whole, nobody's attempt. */
  relayDown?: true
  /** Asked to slow down: everything to this destination, or the whole channel. */
  slow?: { scope: Scope; waitMs: number }
  /** Nothing more there until then; `reason` is for staff. */
  pause?: { scope: Scope; until: number; reason: string; tellStaff: boolean }
}

/** A million lines that say 250 say nothing: what a relay took keeps when it took it, and no more. */
const TAKEN = { outcome: null, code: null, answer: null, first_at: null, due_at: 0 }
const ACCOUNT_PAUSE = 15 * 60_000
/** How long after an unanswered text message we first look for it (S3): its callback may come by itself. */
const FIRST_LOOK = 120_000
/** A mail that may have arrived is sent again, with the same Message-ID, no sooner than this (E5). */
const UNKNOWN_MAIL_WAIT = 600_000

/**
 * Turns an outcome into what the ledger says next (F6). Faults of the relay, of our account, or a request to slow
 * down cost the recipient no attempt. `random` is in [0, 1).
 */
export function verdictOf(row: DeliveryRow, outcome: Outcome, now: number, random: number): Verdict {
  const said = { code: outcome.code ?? null, answer: outcome.answer ?? null }
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
      const wait = row.channel === 'sms' ? FIRST_LOOK : UNKNOWN_MAIL_WAIT
      return {
        change: {
          ...said,
          state: 'unknown',
          outcome: 'unknown',
          attempts: row.attempts + 1,
          looks: 0,
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

function retry(
  row: DeliveryRow,
  outcome: Extract<Outcome, { result: 'retry' }>,
  said: { code: string | null; answer: string | null },
  now: number,
  random: number,
): Verdict {
  const back = { state: row.attempts ? 'retry' : 'pending', due_at: row.due_at }
  switch (outcome.fault) {
    case 'relay':
      return { change: back, relayDown: true }
    case 'account':
      return {
        change: back,
        pause: {
          scope: outcome.scope ?? 'channel',
          until: now + ACCOUNT_PAUSE,
          reason: `${outcome.code} ${outcome.answer}`.trim(),
          tellStaff: true,
        },
      }
    case 'throttle': {
      const wait = outcome.afterMs ?? throttleWait(row.attempts, random)
      const change = { ...said, state: 'retry', outcome: 'throttle', due_at: now + wait }
      const scope = outcome.scope ?? (row.channel === 'sms' ? 'channel' : 'destination')
      const slow = { scope, waitMs: wait }
      // Text messages all go through one account: who is told to slow down there slows down for everybody.
      return scope === 'channel'
        ? { change, slow, pause: { scope, until: now + wait, reason: outcome.answer, tellStaff: false } }
        : { change, slow }
    }
    case 'recipient': {
      const attempts = row.attempts + 1
      const wait = outcome.afterMs ?? recipientWait(attempts)
      const spent =
        now + wait - (row.first_at ?? now) > GIVE_UP_AFTER ||
        (outcome.tries !== undefined && attempts >= outcome.tries)
      return {
        change: {
          ...said,
          state: spent ? 'failed' : 'retry',
          outcome: 'recipient',
          attempts,
          due_at: now + wait,
        },
      }
    }
  }
}
