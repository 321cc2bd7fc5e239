import type { Generated, Selectable } from 'kysely'
import type { Ms } from './ms.ts'

/** Who has heard: the ledger. */
export interface DeliveryTables {
  announcements: AnnouncementTable
  deliveries: DeliveryTable
  delivery_events: DeliveryEventTable
  tallies: TallyTable
  claims: ClaimTable
  instances: InstanceTable
}

export interface AnnouncementTable {
  id: Generated<number>
  /** What may be told only once has one key: `update:ID`, `reminder:POST:START` … */
  key: string
  /** update, reminder; digest, of what was held; account mail: confirm, code, invite, alert. */
  occasion: string
  /** 0 account, 1 incident, 2 closure, 3 release: smaller goes first. */
  priority: number
  kind: string | null
  post_id: string | null
  update_id: string | null
  /** JSON array of the channels it goes to. */
  channels: string
  /** Account mail: whom and what, as JSON without secrets. */
  letter: string | null
  created_at: Ms
  created_by: number | null
  /** Nothing leaves before this: the undo hold. */
  hold_until: Ms
  /** Subscribers up to this id belong to the audience. */
  audience_max_id: number
  /** Subscribers up to this id have their delivery row. */
  cursor: Generated<number>
  expanded_at: Ms | null
  paused_at: Ms | null
  /** Why: `staff`, or what asks staff first: `stale`, `restored`, `rates`. Null while it is not paused. */
  pause_reason: Generated<string | null>
  /** When staff last let it go on: whoever guards against what is stale has their answer as of then. */
  resumed_at: Generated<Ms | null>
  /** When the hours of somebody last let it go: as of then it is not old. */
  released_at: Generated<Ms | null>
  cancelled_at: Ms | null
  /** Expanded, and every delivery has come to its end. */
  done_at: Ms | null
  /** When the first and the last of its messages were handed over. */
  first_sent_at: Ms | null
  last_sent_at: Ms | null
}

export interface DeliveryTable {
  announcement_id: number
  /** 0: not a subscriber (account mail to staff; the letter says whom). */
  subscriber_id: number
  channel: string
  state: string
  attempts: number
  /** Not before this instant (first try, retry, or next look at an unknown one). */
  due_at: Ms
  first_at: Ms | null
  sent_at: Ms | null
  /** The batch in which it was claimed; null when nobody holds it. */
  claim: number | null
  /** How often we have looked for an unknown SMS; not null: once it was not known whether it had left. */
  looks: number | null
  provider_id: string | null
  outcome: string | null
  code: string | null
  answer: string | null
  /** The digest that tells it, or told it, in place of a message of its own. */
  digest_id: Generated<number | null>
}

/** What followed a delivery: delivered, undelivered, bounced, complained; and each final failure, to know the second from the first. */
export interface DeliveryEventTable {
  id: Generated<number>
  announcement_id: number
  subscriber_id: number
  event: string
  /** The carrier's id of the message it speaks of: a retry is another message; of `bounced` hard, soft or ours. Empty where there is none. */
  ref: string
  code: string | null
  at: Ms
}

/** How many deliveries stand where, kept by triggers; several rows of the same key are to be added up. */
export interface TallyTable {
  announcement_id: number
  channel: string
  /** An end, or `open` for all from which it still goes somewhere; of these `retry`, `unknown` and `held` once more by themselves. */
  state: string
  count: number
}

/** A batch of deliveries in one sender's hands: its id fences their results, its lease is that of all of them. */
export interface ClaimTable {
  id: Generated<number>
  owner: string
  channel: string
  at: Ms
  lease_until: Ms
}

/** Running senders: a claim is worth what its owner's heartbeat is worth. */
export interface InstanceTable {
  id: string
  host: string
  pid: number
  started_at: Ms
  beat_at: Ms
}

export type AnnouncementRow = Selectable<AnnouncementTable>
export type DeliveryRow = Selectable<DeliveryTable>
