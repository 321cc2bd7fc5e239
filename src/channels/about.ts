import type { Config } from '#src/config.ts'
import type { IconName } from '#src/ui/icons.ts'
import type { AddressResult, Scope, Sign } from './channel.ts'

/**
 * How the owner of an address agrees to be told: by a link in a message to it, by a code sent to it, or by giving it,
 * where only they can have it to give.
 */
export type Agreement = 'link' | 'code' | 'given'

/** All that the rest of the house knows of a channel: pure, and without its vendor. */
export interface About {
  /** What people call it. */
  label: string
  icon: IconName
  words: {
    /** What leaves, where a sentence begins with it: `Text messages`. */
    begin: string
    one: string
    many: string
    /** Where it goes: `numbers`. */
    places: string
    by: string
    /** Nobody takes it in now, and what that means. */
    away: string
  }
  /** The field of a form in which an address is typed. */
  field: 'email' | 'phone' | 'endpoint'
  isSetUp(config: Config): boolean
  /** A typed address; `country`: as it is dialled there. */
  read(typed: string, config: Config, country?: string): AddressResult
  /** As staff see it who may write to it; what only its owner may know stays covered. */
  show(address: string): string
  agrees: Agreement
  /** A send that nobody answered: sent again, since a repeat is harmless, or looked for first (S3). */
  unanswered: 'repeat' | 'look'
  /** Longer than the longest answer that is waited for, in ms (F3). */
  leaseMs: number
  /** What is asked to slow down when nobody says more. */
  slows: Scope
  /** Whether it has arrived when it was taken, or only when the carrier reports so. */
  arrives: 'taken' | 'reported'
  /** Answers that are counted as they come (E5, S4). */
  counted: readonly Extract<Sign, 'policy' | 'filtered' | 'other'>[]
  /** Whether those who take it in judge us by what bounces and what is called unwanted (E11). */
  judged: boolean
  /** Whether it says how to stop in the first message and monthly (S7). */
  hints: boolean
  /** Whether several posts may come as one message. */
  digests: boolean
  /** Whether an address may lie at anybody's host, who must not be bothered through us (W19). */
  anyHost: boolean
  /** Told in the shape that programs read, besides words. */
  forPrograms?: boolean
  /** Told whenever that channel is, unless staff choose otherwise. */
  follows: 'email' | null
  pace(config: Config): Pace
}

/** What the operator allows; null: what is taken there. */
export interface Pace {
  /** So many a second. */
  all: number | null
  destination: number | null
  /** The first day of a new sender's warm-up plan. */
  rampFrom: string | null
  dailyCap: number | null
}
