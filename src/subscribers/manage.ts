import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { insertConsent } from '#db/queries/consents.ts'
import {
  closeConfirmation,
  findSubscriber,
  findSubscriberByAddress,
  insertSubscriber,
  openConfirmation,
  setChoices,
  setOrigin,
  setPerson,
} from '#db/queries/subscribers.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import { addTags } from '#db/queries/tags.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { Refusal } from '#src/refusal.ts'
import type { Language } from '#src/words/language.ts'
import { readAddress } from './address.ts'
import { refuseUnknownChoices } from './choices.ts'
import { existing } from './found.ts'
import { endQuarantine } from './quarantine.ts'
import { askAgain, subscribe } from './subscribe.ts'
import { addressHash, consentText, isActive, type Subscriber } from './subscriber.ts'
import { unsubscribe } from './unsubscribe.ts'

/** A program that manages subscribers, and on whose behalf. */
export interface Manager {
  staff: { id: number; name: string }
  now: number
}

/** What a program says of a consent that it has from elsewhere. */
export interface Voucher {
  /** When the person agreed. */
  at: number
  /** Where and how, so that it can be shown to whoever asks. */
  evidence: string
}

export interface Newcomer {
  channel: Channel
  address: string
  /** In which a number is written as it is dialled there. */
  country?: string
  components: 'all' | string[]
  /** Everything where nothing is said. */
  kinds?: Kind[]
  name?: string | null
  language?: Language
  timeZone?: string | null
  tags?: string[]
  origin?: 'program' | 'staff'
  /** Null: the address is asked by mail and hears nothing before it has agreed. */
  voucher: Voucher | null
}

export const HOW_TEXTS =
  'A number agrees with a code on the subscribe page. Send people there, or vouch for their consent.'
const THEY_LEFT = 'They have left by their own hand. Only they can come back, by the subscribe page.'

/**
 * Adds a subscriber for a program: asked by mail as anybody who fills in the form (double opt-in), or told at once where
 * its owner vouches for a consent, which is kept as evidence. One who is there already stays as they are. Whoever said
 * stop, and an address that must not be written to, is refused. Returns the subscriber's id.
 */
export async function enrol(db: Db, newcomer: Newcomer, by: Manager): Promise<number> {
  const { channel, voucher } = newcomer
  const { address, country } = readAddress(channel, newcomer.address, { country: newcomer.country })
  const { components, kinds = [...KIND_NAMES], tags = [], origin = 'program' } = newcomer
  const choices = { kinds, components, leastImpact: 'none' as const }
  const { name = null, language = 'en', timeZone = null } = newcomer
  const person = { name, language, timeZone }
  await refuseUnknownChoices(db, choices)
  const known = await findSubscriberByAddress(db, channel, address)
  await refuseStopped(db, channel, address, known)
  if (known && isActive(known)) return known.id
  if (!voucher) {
    if (aboutOf(channel).agrees !== 'link') throw new Refusal('invalid', { phone_number: HOW_TEXTS })
    const formKey = randomBytes(16).toString('base64url')
    await subscribe(db, { channel, address, choices, person, formKey }, { ip: null, now: by.now })
    const asked = await findSubscriberByAddress(db, channel, address)
    if (!asked)
      throw new Refusal('limited', { email: 'This address has been asked too often. Try again tomorrow.' })
    await addTags(db, [asked.id], tags)
    if (!known) await setOrigin(db, asked.id, origin)
    return asked.id
  }
  return transact(db, async (tx) => {
    const row = { channel, address, address_hash: addressHash(channel, address), country, language, origin }
    const id = known?.id ?? (await insertSubscriber(tx, { ...row, created_at: by.now }))
    // What was asked before is answered by this: the link in that mail opens nothing any more.
    const nonce = randomBytes(16).toString('base64url')
    await openConfirmation(tx, id, nonce, by.now)
    // From here on nobody else writes there: who said stop since we looked stays gone.
    const stands = await existing(tx, id)
    await refuseStopped(tx, channel, address, stands)
    await setChoices(tx, id, choices)
    await setPerson(tx, id, person)
    await addTags(tx, [id], tags)
    const version = stands.endedAt === null ? {} : { version: stands.version + 1 }
    await closeConfirmation(tx, id, nonce, {
      confirmed_at: by.now,
      ended_at: null,
      ended_by: null,
      ...version,
    })
    const { at, evidence } = voucher
    await insertConsent(tx, id, {
      at,
      act: 'vouched',
      textVersion: consentText(language),
      ipHash: null,
      evidence,
    })
    await note(tx, 'subscriber.vouch', id, by)
    return id
  })
}

/** Throws a {@link Refusal} for whoever has left by their own hand or must not be written to: no program brings them back. */
export async function refuseStopped(
  db: Db,
  channel: Channel,
  address: string,
  known: Subscriber | undefined,
) {
  if (known?.endedAt && known.endedBy !== 'program') throw new Refusal('conflict', { form: THEY_LEFT })
  if (await isSuppressed(db, addressHash(channel, address)))
    throw new Refusal('conflict', { form: 'This address must not be written to any more.' })
}

/** Ends a subscription for a program. Returns whether there was something to end. */
export function expel(db: Db, id: number, by: Manager): Promise<boolean> {
  return transact(db, async (tx) => {
    const ended = await unsubscribe(tx, id, 'program', { ip: null, now: by.now })
    if (ended) await note(tx, 'subscriber.expel', id, by)
    return ended
  })
}

/** Asks an address once more that has not agreed yet, as often as anybody may. Returns whether a mail goes. */
export async function remind(db: Db, id: number, by: Manager): Promise<boolean> {
  const subscriber = await findSubscriber(db, id)
  if (
    !subscriber ||
    aboutOf(subscriber.channel).agrees !== 'link' ||
    subscriber.confirmedAt ||
    subscriber.endedAt
  )
    return false
  return askAgain(db, subscriber, by.now)
}

/** Ends a quarantine for a program. Whoever has left stays gone: returns whether there was a quarantine to end. */
export function reactivate(db: Db, id: number, by: Manager): Promise<boolean> {
  return transact(db, async (tx) => {
    const subscriber = await findSubscriber(tx, id)
    if (!subscriber || !isActive(subscriber) || !(await endQuarantine(tx, id))) return false
    await note(tx, 'subscriber.bring_back', id, by)
    return true
  })
}

async function note(tx: Db, action: string, id: number, { staff, now }: Manager): Promise<void> {
  await insertAudit(tx, { at: now, staff, action, object: String(id) })
}
