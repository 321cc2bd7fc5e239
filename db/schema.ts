/**
 * The tables as types. One dialect-neutral vocabulary for both engines:
 * instants are integers (milliseconds since the epoch, UTC), yes/no is a
 * timestamp or 0/1, structured values are JSON text.
 */
import type { Generated, Selectable } from 'kysely'

type Ms = number

/** The one row that says whose page this is. */
export interface PageTable {
  id: number
  name: string
  about: string | null
  time_zone: string
  contact_email: string | null
  contact_phone: string | null
  contact_url: string | null
  postal_address: string | null
  /** Raised by one in the transaction of everything that changes a public page. */
  generation: Generated<number>
  /** Undo hold before the first message of an incident and of anything else, in seconds. */
  hold_incident_s: Generated<number>
  hold_other_s: Generated<number>
  created_at: Ms
}

export interface ComponentGroupTable {
  id: string
  name: string
  position: number
  created_at: Ms
  archived_at: Ms | null
  source: string | null
  source_id: string | null
}

export interface ComponentTable {
  id: string
  group_id: string | null
  /** `service` or `place`. */
  sort: string
  name: string
  description: string | null
  /** What staff last said of it; a closure in force is laid over it when read. */
  status: string
  /** Places: JSON `OpeningHours`; services: null. */
  opening_hours: string | null
  position: number
  created_at: Ms
  archived_at: Ms | null
  source: string | null
  source_id: string | null
}

export interface PostTable {
  id: string
  kind: string
  title: string
  /** The state of its newest update. */
  state: string
  /** Incidents: none, minor, major, critical. */
  impact: string | null
  /** Incidents: marked as the disclosure of a data breach, since when. */
  disclosed_at: Ms | null
  started_at: Ms | null
  detected_at: Ms | null
  resolved_at: Ms | null
  next_update_by: Ms | null
  /** Closures: maintenance, holiday, weather, other. */
  reason: string | null
  /** Closures: window in wall time (`2026-12-24T18:00`) and IANA zone, with the instants it means. */
  starts_wall: string | null
  ends_wall: string | null
  time_zone: string | null
  starts_at: Ms | null
  ends_at: Ms | null
  still_works: string | null
  /** Minutes before the start at which a reminder goes; null: none. */
  remind_minutes: number | null
  /** Releases: JSON array of labels; the day as `2026-11-22`. */
  labels: string | null
  released_on: string | null
  author_id: number | null
  author_name: string | null
  created_at: Ms
  published_at: Ms
  updated_at: Ms
  /** No longer open: resolved, completed, cancelled, released, withdrawn, or its record ends here. */
  ended_at: Ms | null
  /** The instant under whose day the timeline files it; null while it stands above the timeline. */
  filed_at: Ms | null
  /** Written down after the fact (imports): never announced, shown as such. */
  backdated_at: Ms | null
  source: string | null
  source_id: string | null
}

export interface PostComponentTable {
  post_id: string
  component_id: string
}

export interface UpdateTable {
  id: string
  post_id: string
  /** 1, 2, 3 … within the post, in the order in which they were said. */
  seq: number
  state: string
  body: string
  author_id: number | null
  /** Null: the clock wrote it. */
  author_name: string | null
  next_update_by: Ms | null
  published_at: Ms
  edited_at: Ms | null
  /** The form's idempotency key: the same form sent twice makes one update. */
  form_key: string | null
  source_id: string | null
}

export interface UpdateComponentTable {
  update_id: string
  component_id: string
  old_status: string
  status: string
  at: Ms
}

/** A former text of an update, kept for ever. */
export interface RevisionTable {
  id: Generated<number>
  update_id: string
  body: string
  staff_id: number | null
  staff_name: string | null
  replaced_at: Ms
}

export interface DraftTable {
  id: string
  kind: string
  /** JSON of what was typed, whole or not. */
  fields: string
  author_id: number
  created_at: Ms
  updated_at: Ms
}

export interface StaffTable {
  id: Generated<number>
  email: string
  name: string
  role: string
  password_hash: string
  created_at: Ms
  disabled_at: Ms | null
}

export interface SessionTable {
  /** SHA-256 of the cookie's secret: a dump of this table opens nothing. */
  id: string
  staff_id: number
  created_at: Ms
  expires_at: Ms
  user_agent: string | null
}

/** One-time links for staff: setup, invite, signin. The token itself is derived, never stored. */
export interface LinkTable {
  id: string
  purpose: string
  nonce: string
  email: string | null
  role: string | null
  staff_id: number | null
  created_by: number | null
  created_at: Ms
  expires_at: Ms
  used_at: Ms | null
}

/** Things counted against a limit, each until it no longer counts. */
export interface ThrottleTable {
  id: Generated<number>
  /** HMAC of what is counted (an address, an account, a number), with its purpose in front. */
  key: string
  at: Ms
  until: Ms
}

export interface AuditTable {
  id: Generated<number>
  at: Ms
  staff_id: number | null
  staff_name: string | null
  action: string
  object: string | null
  detail: string | null
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

/** The last answers of a kind at a destination: `1` for each of that kind, `0` for others; no row where all is well. */
export interface SampleTable {
  channel: string
  destination: string
  sign: string
  recent: string
}

/** Something that needs a person: one open row for each kind and subject, counted while it lasts. */
export interface AlertTable {
  id: Generated<number>
  kind: string
  subject: string
  text: string
  count: number
  raised_at: Ms
  last_at: Ms
  /** Staff are not told of what is over before this. */
  shown_from: Ms
  seen_at: Ms | null
  seen_by: string | null
  ended_at: Ms | null
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
}

export interface SuppressionTable {
  address_hash: string
  channel: string
  reason: string
  at: Ms
}

export interface AnnouncementTable {
  id: Generated<number>
  /** What may be told only once has one key: `update:ID`, `reminder:POST:START` … */
  key: string
  /** update, reminder; account mail: confirm, code, invite, alert. */
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
  /** How often we have looked for an unknown SMS. */
  looks: number | null
  provider_id: string | null
  outcome: string | null
  code: string | null
  answer: string | null
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

/** Running senders: a claim is worth what its owner's heartbeat is worth. */
export interface InstanceTable {
  id: string
  host: string
  pid: number
  started_at: Ms
  beat_at: Ms
}

/** A batch of deliveries in one sender's hands: its id fences their results, its lease is that of all of them. */
export interface ClaimTable {
  id: Generated<number>
  owner: string
  channel: string
  at: Ms
  lease_until: Ms
}

/** How many deliveries stand where, kept by triggers; several rows of the same key are to be added up. */
export interface TallyTable {
  announcement_id: number
  channel: string
  /** A delivery state, or `open` for all from which it still goes somewhere. */
  state: string
  count: number
}

/** What must not be sent to for now, and why: one destination, or the whole channel where that is empty. */
export interface PauseTable {
  channel: string
  destination: string
  until: Ms
  reason: string
  at: Ms
}

/** How many messages were handed over on a day of the page's zone. */
export interface SentDayTable {
  day: string
  channel: string
  count: number
}

/** What the program must know about itself across restarts, as JSON. */
export interface ServiceTable {
  key: string
  value: string
  at: Ms
}

export interface Schema {
  service: ServiceTable
  page: PageTable
  component_groups: ComponentGroupTable
  components: ComponentTable
  posts: PostTable
  post_components: PostComponentTable
  updates: UpdateTable
  update_components: UpdateComponentTable
  revisions: RevisionTable
  drafts: DraftTable
  staff: StaffTable
  sessions: SessionTable
  links: LinkTable
  throttles: ThrottleTable
  audit: AuditTable
  subscribers: SubscriberTable
  subscriber_components: SubscriberComponentTable
  consents: ConsentTable
  suppressions: SuppressionTable
  refusals: RefusalTable
  samples: SampleTable
  alerts: AlertTable
  texts: TextTable
  announcements: AnnouncementTable
  deliveries: DeliveryTable
  delivery_events: DeliveryEventTable
  instances: InstanceTable
  sent_days: SentDayTable
  claims: ClaimTable
  tallies: TallyTable
  pauses: PauseTable
}

export type PageRow = Selectable<PageTable>
export type ComponentGroupRow = Selectable<ComponentGroupTable>
export type ComponentRow = Selectable<ComponentTable>
export type PostRow = Selectable<PostTable>
export type DraftRow = Selectable<DraftTable>
export type StaffRow = Selectable<StaffTable>
export type SessionRow = Selectable<SessionTable>
export type LinkRow = Selectable<LinkTable>
export type AuditRow = Selectable<AuditTable>
export type SubscriberRow = Selectable<SubscriberTable>
export type AnnouncementRow = Selectable<AnnouncementTable>
export type DeliveryRow = Selectable<DeliveryTable>
export type PauseRow = Selectable<PauseTable>
