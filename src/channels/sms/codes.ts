import type { Outcome, Sign } from '../channel.ts'

export type CodeClass =
  | 'throttle'
  | 'queue-full'
  | 'daily-cap'
  | 'account'
  | 'country'
  | 'opted-out'
  | 'bad-number'
  | 'unreachable'
  | 'too-long'
  | 'handset-off'
  | 'filtered'
  | 'unknown-error'
  | 'expired'
  | 'fraud-guard'
  | 'failed'

export interface Meaning {
  class: CodeClass
  /** How this delivery goes on. */
  next: 'throttle' | 'account' | 'retry' | 'failed' | 'expired'
  /** What is slowed or stopped with it; otherwise the channel. */
  scope?: 'destination'
  /** What it says of more than this one message. */
  sign?: Sign
  /** How long to wait before the first, second … further try. */
  waitsMs?: readonly number[]
  /** What it means for the number: at once, at the second time, in three updates in a row. */
  address?: 'suppress' | 'opted-out'
  again?: 'suppress'
  third?: 'quarantine'
}

const MINUTE = 60_000

/** S4 as one table, for the answer to a request and for `ErrorCode` in a status callback alike. */
const TABLE: readonly (Meaning & { codes: readonly number[] })[] = [
  { codes: [20429], class: 'throttle', next: 'throttle' },
  { codes: [21611, 30001, 30022, 63017], class: 'queue-full', next: 'throttle', sign: 'queue' },
  // The cap of one network, for all that goes to the United States; and the cap of the whole account.
  { codes: [30023], class: 'daily-cap', next: 'throttle', sign: 'cap', scope: 'destination' },
  { codes: [63038], class: 'daily-cap', next: 'throttle', sign: 'cap' },
  { codes: [20003, 21606, 30002, 30034], class: 'account', next: 'account', sign: 'account' },
  { codes: [21408], class: 'country', next: 'account', sign: 'country', scope: 'destination' },
  { codes: [21610], class: 'opted-out', next: 'failed', address: 'opted-out' },
  { codes: [21211, 21614, 21635, 30005, 30006], class: 'bad-number', next: 'failed', address: 'suppress' },
  { codes: [21612, 30004], class: 'unreachable', next: 'failed', again: 'suppress' },
  { codes: [21617], class: 'too-long', next: 'failed', sign: 'impossible' },
  {
    codes: [30003],
    class: 'handset-off',
    next: 'retry',
    waitsMs: [15 * MINUTE, 120 * MINUTE],
    third: 'quarantine',
  },
  { codes: [30007], class: 'filtered', next: 'failed', sign: 'filtered' },
  { codes: [30008], class: 'unknown-error', next: 'retry', waitsMs: [15 * MINUTE] },
  { codes: [30036], class: 'expired', next: 'expired' },
  { codes: [30450], class: 'fraud-guard', next: 'failed', address: 'suppress', sign: 'fraud' },
]
const OTHER: Meaning = { class: 'failed', next: 'failed', sign: 'other' }

/** What a Twilio error means; `httpStatus` decides where the code is not one we know. */
export function meaningOf(code: number | null, httpStatus: number | null = null): Meaning {
  const row = TABLE.find((one) => code !== null && one.codes.includes(code))
  if (row) return row
  if (httpStatus === 429) return meaningOf(20429)
  return httpStatus === 401 || httpStatus === 403 ? meaningOf(20003) : OTHER
}

/** The outcome of a meaning; `retryAfterMs` is what the carrier itself asked for. */
export function outcomeOf(meaning: Meaning, code: string, answer: string, retryAfterMs?: number): Outcome {
  const { sign, scope, waitsMs, address, again, third } = meaning
  const afterMs = retryAfterMs ?? waitsMs?.[0]
  const said = { code, answer, ...(sign && { sign }) }
  const wait = { ...said, ...(afterMs !== undefined && { afterMs }) }
  switch (meaning.next) {
    case 'throttle':
      return { result: 'retry', fault: 'throttle', scope: scope ?? 'channel', ...wait }
    case 'account':
      return { result: 'retry', fault: 'account', scope: scope ?? 'channel', ...said }
    case 'retry': {
      const tries = (waitsMs?.length ?? 0) + 1
      return { result: 'retry', fault: 'recipient', ...wait, tries, ...(third && { third }) }
    }
    case 'expired':
      return { result: 'retry', fault: 'recipient', ...said, afterMs: 0, spent: 'expired' }
    case 'failed':
      return { result: 'failed', ...said, ...(address && { address }), ...(again && { again }) }
  }
}
