import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { mac } from '#src/keys.ts'
import type { Impact, Kind } from '#src/posts/kinds.ts'
import type { Language } from '#src/words/language.ts'
import type { Hours } from './hours.ts'

/** What somebody wants to hear about. `all` components: everything there is, now and later. */
export interface Choices {
  kinds: Kind[]
  components: 'all' | string[]
  /** Incidents that were ever at least this severe; none: all of them. */
  leastImpact: Impact
}

/** How somebody is spoken to. */
export interface Person {
  /** To be greeted by. */
  name: string | null
  language: Language
  /** IANA; null: that of the page. */
  timeZone: string | null
}

/** What somebody asks for with a form; its confirmation keeps it until they have said yes. */
export interface Wish extends Choices, Person {
  /** The one post that they want to be told about, besides what they have chosen before. */
  follow: string | null
  /** The form: addresses that are confirmed by the same one belong to the same person, if each of them says so. */
  form: string | null
  /** The other addresses of that form, masked; null: there was none. */
  also: string | null
}

/** One address on one channel, with its preferences. */
export interface Subscriber extends Person {
  id: number
  channel: Channel
  address: string
  addressHash: string
  country: string | null
  choices: Choices
  hours: Hours
  /** The subscriber on whose page this one stands too; null: on its own. */
  personId: number | null
  version: number
  createdAt: number
  confirmedAt: number | null
  endedAt: number | null
  endedBy: Leaving | null
  /** What the open confirmation (link or code) is derived from; null when none is open. */
  confirmNonce: string | null
  confirmUntil: number | null
}

/**
 * How somebody left: by the link or page of ours, through their carrier, by calling a mail spam; by telling staff, who wrote
 * it down; or we took them off, which is not their own will.
 */
export type Leaving = 'link' | 'page' | 'carrier' | 'complaint' | 'staff' | 'program'

/** What is kept as evidence of consent; `vouched`: whoever runs the page has it from elsewhere. */
export type Act = 'asked' | 'confirmed' | 'changed' | 'left' | 'vouched'

/** The wording on the page under which people consent; raised whenever that wording changes its meaning. */
export const CONSENT_TEXT = '2026-11'

/** What the evidence keeps of the wording: its version, in the language in which it was read. */
export function consentText(language: Language): string {
  return `${CONSENT_TEXT} ${language}`
}

/** Who acts, and when. The address is known for people on the page, not for a carrier's word. */
export interface Visitor {
  ip: string | null
  now: number
}

/** What suppression remembers of an address; `address` is normalised. */
export function addressHash(channel: Channel, address: string): string {
  return mac('address', `${channel}:${address}`)
}

/** What the evidence keeps of a visitor: enough to compare, nothing to read. */
export function visitorHash(ip: string | null): string | null {
  return ip === null ? null : mac('visitor', ip)
}

/** Whether messages go to them: confirmed and not gone. */
export function isActive(subscriber: Pick<Subscriber, 'confirmedAt' | 'endedAt'>): boolean {
  return subscriber.confirmedAt !== null && subscriber.endedAt === null
}

/** What asks an address whether it agrees. */
export function occasionOf(channel: Channel): 'confirm' | 'code' {
  return aboutOf(channel).agrees === 'code' ? 'code' : 'confirm'
}

/** What they have now, as a wish. */
export function wishNow({ choices, name, language, timeZone }: Subscriber): Wish {
  return { ...choices, name, language, timeZone, follow: null, form: null, also: null }
}

/** The key of the account message that asks for a confirmation: one for each nonce. */
export function letterKey(channel: Channel, id: number, nonce: string): string {
  return `${occasionOf(channel)}:${id}:${nonce}`
}
