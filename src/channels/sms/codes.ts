import type { Outcome } from '../channel.ts'

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
  next: 'throttle' | 'account' | 'retry' | 'failed'
  /** How long to wait before the first, second … further try. */
  waitsMs?: readonly number[]
  /** What it means for the number, at once or at the second time. */
  address?: 'suppress' | 'opted-out'
  again?: 'suppress'
}

const MINUTE = 60_000

/** S4 as one table, for the answer to a request and for `ErrorCode` in a status callback alike. */
const TABLE: readonly (Meaning & { codes: readonly number[] })[] = [
  { codes: [20429], class: 'throttle', next: 'throttle' },
  { codes: [21611, 30001, 30022, 63017], class: 'queue-full', next: 'throttle', waitsMs: [MINUTE] },
  { codes: [30023, 63038], class: 'daily-cap', next: 'throttle', waitsMs: [60 * MINUTE] },
  { codes: [20003, 21606, 30002, 30034], class: 'account', next: 'account' },
  { codes: [21408], class: 'country', next: 'failed' },
  { codes: [21610], class: 'opted-out', next: 'failed', address: 'opted-out' },
  { codes: [21211, 21614, 21635, 30005, 30006], class: 'bad-number', next: 'failed', address: 'suppress' },
  { codes: [21612, 30004], class: 'unreachable', next: 'failed', again: 'suppress' },
  { codes: [21617], class: 'too-long', next: 'failed' },
  { codes: [30003], class: 'handset-off', next: 'retry', waitsMs: [15 * MINUTE, 120 * MINUTE] },
  { codes: [30007], class: 'filtered', next: 'failed' },
  { codes: [30008], class: 'unknown-error', next: 'retry', waitsMs: [15 * MINUTE] },
  { codes: [30036], class: 'expired', next: 'failed' },
  { codes: [30450], class: 'fraud-guard', next: 'failed', address: 'suppress' },
]
const OTHER: Meaning = { class: 'failed', next: 'failed' }

/** What a Twilio error means; `httpStatus` decides where the code is not one we know. */
export function meaningOf(code: number | null, httpStatus: number | null = null): Meaning {
  const row = TABLE.find((one) => code !== null && one.codes.includes(code))
  if (row) return row
  if (httpStatus === 429) return meaningOf(20429)
  return httpStatus === 401 || httpStatus === 403 ? meaningOf(20003) : OTHER
}

/** The outcome of a meaning; `retryAfterMs` is what the carrier itself asked for. */
export function outcomeOf(meaning: Meaning, code: string, answer: string, retryAfterMs?: number): Outcome {
  const afterMs = retryAfterMs ?? meaning.waitsMs?.[0]
  const wait = afterMs === undefined ? {} : { afterMs }
  switch (meaning.next) {
    case 'throttle':
      return { result: 'retry', fault: 'throttle', code, answer, ...wait }
    case 'account':
      return { result: 'retry', fault: 'account', code, answer }
    case 'retry':
      return {
        result: 'retry',
        fault: 'recipient',
        code,
        answer,
        ...wait,
        tries: (meaning.waitsMs?.length ?? 0) + 1,
      }
    case 'failed':
      return {
        result: 'failed',
        code,
        answer,
        ...(meaning.address ? { address: meaning.address } : {}),
        ...(meaning.again ? { again: meaning.again } : {}),
      }
  }
}
