import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** Who hears. */
export interface SubscriberTables {
  subscribers: SubscriberTable
  subscriber_components: SubscriberComponentTable
  subscriber_posts: SubscriberPostTable
  subscriber_tags: SubscriberTagTable
  address_changes: AddressChangeTable
  former_addresses: FormerAddressTable
  consents: ConsentTable
  suppressions: SuppressionTable
  refusals: RefusalTable
  texts: TextTable
  subscriber_days: SubscriberDayTable
}

export interface SubscriberTable {
  id: Generated<number>
  channel: string
  /** Normalised: lower-case mail address with punycode domain, or E.164 number. */
  address: string
  /** HMAC of channel and address: what suppression remembers. */
  address_hash: string
  name: string | null
  language: string
  time_zone: string | null
  country: string | null
  wants_incident: number
  wants_closure: number
  wants_release: number
  /** 1: everything, now and later; 0: only those in subscriber_components. */
  every_component: number
  created_at: Ms
  confirmed_at: Ms | null
  ended_at: Ms | null
  ended_by: string | null
  /** Raised to make every older link of this subscriber void. */
  version: Generated<number>
  /** What the open confirmation (link or code) is derived from; null when none is open. */
  confirm_nonce: string | null
  confirm_until: Ms | null
  /** When a text message last said how to stop. */
  stop_hinted_at: Generated<Ms | null>
  /** In quarantine: nothing more until then, and then one announcement, to see whether it arrives. */
  quarantined_until: Generated<Ms | null>
  /** The announcement that may go all the same: it is the one that probes. */
  probe_in: Generated<number | null>
  /** Of incidents, those that were ever at least this severe; none: all of them. */
  least_impact: Generated<string>
  /** `now`, or a `daily` or `weekly` digest at a minute of their day and, weekly, on a day (Monday is 1). */
  rhythm: Generated<string>
  digest_minute: Generated<number>
  digest_day: Generated<number>
  /** Quiet hours in minutes of their day, over midnight where from is later than until; null: none. */
  quiet_from: Generated<number | null>
  quiet_until: Generated<number | null>
  /** 1: critical incidents are told at once, whatever the rhythm and the hour. */
  breaks_through: Generated<number>
  paused_until: Generated<Ms | null>
  /** The subscriber on whose page this one stands too; null: on its own. */
  person_id: Generated<number | null>
  /** The form by which it was last confirmed, as a MAC: those of one form are one person's. */
  form: Generated<string | null>
  /** How they came: `page`, `staff`, `import`, `program`. */
  origin: Generated<string>
}

/** What somebody said of one single post: `follow` or `mute`. */
export interface SubscriberPostTable {
  subscriber_id: number
  post_id: string
  wish: string
  at: Ms
}

/** By which staff find some of them again. */
export interface SubscriberTagTable {
  subscriber_id: number
  tag: string
}

/** An address that is to take the place of another, once whoever reads it has said so. */
export interface AddressChangeTable {
  subscriber_id: number
  address: string
  address_hash: string
  country: string | null
  nonce: string
  until: Ms
  at: Ms
}

/** Where a subscriber was told before, as long as that can be taken back. */
export interface FormerAddressTable {
  subscriber_id: number
  nonce: string
  address: string
  address_hash: string
  country: string | null
  until: Ms
}

export interface SubscriberComponentTable {
  subscriber_id: number
  component_id: string
}

/** Evidence: who asked, confirmed, changed or left, when, under which text. */
export interface ConsentTable {
  id: Generated<number>
  subscriber_id: number
  at: Ms
  act: string
  text_version: string
  ip_hash: string | null
  evidence: Generated<string | null>
}

export interface SuppressionTable {
  address_hash: string
  channel: string
  reason: string
  at: Ms
}

/** How often one subscriber was refused in a row, each announcement counted once; no row where all is well. */
export interface RefusalTable {
  subscriber_id: number
  count: number
  /** The last announcement that was refused. */
  announcement_id: number
  /** The first one after it that was accepted. */
  accepted_in: number | null
  code: string
  answer: string
  at: Ms
  /** How many quarantines there were in a row: each lasts longer. */
  rests: Generated<number>
  quarantined_at: Ms | null
}

/** What somebody texted to us that was no keyword. */
export interface TextTable {
  id: Generated<number>
  sid: string
  sender: string
  body: string
  at: Ms
  read_at: Ms | null
  read_by: string | null
  answered_at: Ms | null
  answered_by: string | null
}

/** How many began to hear on a day (UTC, counted from 1970), and ceased, and how; several rows of a key are to be added up. */
export interface SubscriberDayTable {
  day: number
  channel: string
  how: string
  count: number
}

export type SubscriberRow = Selectable<SubscriberTable>
