import type { Wording } from '#src/wording/wording.ts'
import type { Language } from '#src/words/language.ts'
import type { Said } from '#src/words/refusals/index.ts'
import type { Content } from './content.ts'
import type { Channel } from './index.ts'

export type { About, Agreement } from './about.ts'
export type { Content, NoticeUpdate, PostContent } from './content.ts'
export type { Channel } from './index.ts'

// The contract between the ledger and whatever carries a message: a Notice goes in, an Outcome comes out. A channel knows
// its vendor and nothing of the database.

/** Whose page speaks, as every message names it; `accent`: its own colour as `#rrggbb`, null for ours. */
export interface Sender {
  pageName: string
  publicUrl: string
  timeZone: string
  contact: { email: string | null; phone: string | null; url: string | null }
  postalAddress: string | null
  accent: { day: string; night: string } | null
  /** What its staff say instead of our words. */
  wording: Wording
}

/** What differs from one recipient to the next. Everything here was parsed and is safe in a header. */
export interface Recipient {
  address: string
  name: string | null
  language: Language
  timeZone: string | null
  /** Why they hear of a post: they asked for its kind, for its kind in parts that they chose, or for this one. Absent: its kind. */
  because?: 'kind' | 'parts' | 'post'
  /** `/u/{token}`: one-click; null in account mail. */
  unsubscribeUrl: string | null
  preferencesUrl: string | null
  /** SMS: say how to stop (first message, then monthly). */
  stopHint: boolean
}

export interface Notice {
  /** `{announcement}.{subscriber}`: the same on every attempt. */
  key: string
  /** Unguessable form of the key, for message ids, callbacks and bounce addresses. */
  token: string
  sender: Sender
  content: Content
  to: Recipient
  /** When the announcement was made, milliseconds. */
  at: number
}

export type Fault =
  /** Could not reach the relay or carrier: nobody's attempt, back off as a whole. */
  | 'relay'
  /** Told to slow down; nobody's attempt. */
  | 'throttle'
  /** Our account or sender is refused: stop the channel, tell staff; nobody's attempt. */
  | 'account'
  /** This recipient, this time. */
  | 'recipient'

/** What a request to slow down or to stop concerns: everything to one destination, or the whole channel. */
export type Scope = 'destination' | 'channel'

/** What an answer says of more than this one message; the ledger counts some and acts on others (E5, S4). */
export type Sign =
  | 'policy'
  | 'account'
  | 'country'
  | 'queue'
  | 'cap'
  | 'filtered'
  | 'fraud'
  | 'impossible'
  | 'other'

/** What a channel answers for one notice. `code` and `answer` are the carrier's own words, shortened, without addresses. */
export type Outcome =
  | { result: 'sent'; providerId?: string; code?: string; answer?: string }
  /**
   * `afterMs`: the carrier (or the table) says how long to wait; otherwise the ledger's schedule. `tries`: at most so
   * many in all. `scope`: what a throttle or an account's fault concerns; the whole channel where nothing is said.
   */
  | {
      result: 'retry'
      fault: Fault
      code: string
      answer: string
      afterMs?: number
      tries?: number
      scope?: Scope
      sign?: Sign
      /** What it means for the address when the tries are used up in three updates in a row. */
      third?: 'quarantine'
      /** What the delivery is when the tries are used up; otherwise it has failed. */
      spent?: 'expired'
    }
  /** Written and not answered: it may have arrived. */
  | { result: 'unknown'; code: string; answer: string }
  /** `address` says what the answer means for the address itself, at once. */
  | {
      result: 'failed'
      code: string
      answer: string
      sign?: Sign
      address?: 'suppress' | 'opted-out'
      /** What it means the second time, and in three updates in a row. */
      again?: 'suppress'
      third?: 'quarantine'
    }

/** What looking for an unknown message found. */
export type Sighting = { seen: true; providerId: string } | { seen: false }

export type AddressResult =
  | { ok: true; address: string; country: string | null; language: string | null }
  /** `problem` in English; `why`: the same by its key, where it is said in any language. */
  | { ok: false; problem: string; why?: Said }

export interface Carrier {
  channel: Channel
  /** Notices it is worth having in flight at once. */
  concurrency: number
  /**
   * Who takes in what is sent to an address: `gmail`, `example.org`, the country of a number. What goes to one
   * destination is slowed down and stopped together.
   */
  destinationOf(address: string): string
  /** What a notice costs of the carrier's pace: 1 for a mail, its segments for a text message. */
  weightOf(notice: Notice): number
  /** Never rejects: whatever goes wrong is an outcome. */
  send(notice: Notice): Promise<Outcome>
  /**
   * Looks for an unknown message at the carrier; absent where sending again is harmless (email: same Message-ID).
   * `isTaken` tells which messages found there are known to be others.
   */
  find?(
    notice: Notice,
    claimedAt: number,
    isTaken?: (providerId: string) => Promise<boolean>,
  ): Promise<Sighting>
  close(): Promise<void>
}
