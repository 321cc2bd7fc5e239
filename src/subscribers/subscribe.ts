import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { insertLetter } from '#db/queries/letters.ts'
import {
  findSubscriberByAddress,
  insertSubscriber,
  openConfirmation,
  setChoices,
  setPerson,
} from '#db/queries/subscribers.ts'
import { isClosed } from '#db/queries/suppressions.ts'
import { findWish } from '#db/queries/wishes.ts'
import type { Channel } from '#src/channels/channel.ts'
import { mac } from '#src/keys.ts'
import { readAddress } from './address.ts'
import { refuseUnknownChoices, refuseUnknownPost } from './choices.ts'
import { CODE_LIFE, ticketFor } from './code.ts'
import { limitVisitor, mayAsk } from './limits.ts'
import {
  addressHash,
  type Choices,
  consentText,
  letterKey,
  occasionOf,
  type Person,
  type Subscriber,
  type Visitor,
  visitorHash,
  type Wish,
  wishNow,
} from './subscriber.ts'

/** How long the link in a confirmation mail is good. */
const LINK_LIFE = 7 * 86_400_000

/** Of whom nothing is known. */
export const NOBODY: Person = { name: null, language: 'en', timeZone: null }

export interface Asking {
  channel: Channel
  /** As it was typed. */
  address: string
  choices: Choices
  person?: Person
  /** The one post to be told about; nothing else is asked for then. */
  follow?: string | null
  /** The other addresses in the same form, masked. */
  also?: string | null
  /** The seal of the form: the same form sent twice asks once. */
  formKey: string
}

/** What may be told to whoever asked; nothing in it depends on whether the address was known. */
export interface Asked {
  channel: Channel
  /** As we understood it. */
  address: string
  /** SMS: what the code has to be entered with. */
  ticket: string | null
}

/**
 * Asks an address whether it wants our messages: a link in a message, or a code. Nothing is sent to it before it has
 * said yes, and what a confirmed subscriber has chosen stays until then. Over a limit, and for a suppressed address,
 * nothing leaves and the answer is the same. Throws a {@link Refusal}: no such address, nothing chosen, too often.
 */
export async function subscribe(db: Db, asking: Asking, visitor: Visitor): Promise<Asked> {
  const { channel, choices, follow = null } = asking
  const { address, country } = readAddress(channel, asking.address)
  if (follow === null) await refuseUnknownChoices(db, choices)
  else await refuseUnknownPost(db, follow)
  const nonce = mac('nonce', `${asking.formKey}\0${channel}:${address}`)
  const { person = NOBODY, also = null } = asking
  const form = also === null ? null : mac('form-person', asking.formKey)
  const wish = { ...choices, ...person, follow, form, also }
  await limitVisitor(db, channel, visitor)
  await transact(db, (tx) => ask(tx, { channel, address, country, nonce }, wish, visitor))
  const byCode = occasionOf(channel) === 'code'
  return { channel, address, ticket: byCode ? ticketFor(address, nonce, visitor.now) : null }
}

interface Called {
  channel: Channel
  address: string
  country: string | null
  nonce: string
}

async function ask(tx: Db, called: Called, wish: Wish, { ip, now }: Visitor): Promise<void> {
  const { channel, address, country, nonce } = called
  const hash = addressHash(channel, address)
  const known = await findSubscriberByAddress(tx, channel, address)
  if (known?.confirmNonce === nonce || (await isClosed(tx, hash))) return
  if (!(await mayAsk(tx, { channel, address, country }, now))) return
  const { language } = wish
  const stranger = { channel, address, address_hash: hash, country, language, created_at: now }
  const id = known?.id ?? (await insertSubscriber(tx, stranger))
  if (!known?.confirmedAt) {
    await setChoices(tx, id, wish)
    // Not the name: nobody is greeted by what a stranger may have typed.
    await setPerson(tx, id, { ...wish, name: null })
  }
  await sendConfirmation(tx, { id, channel, nonce }, wish, { ip, now })
}

/** Asks an address that has not agreed yet once more, for what it was asked for. Returns false over a limit. */
export function askAgain(
  db: Db,
  subscriber: Subscriber,
  now: number,
  nonce = randomBytes(16).toString('base64url'),
): Promise<boolean> {
  const { id, channel, address, addressHash, country, confirmNonce } = subscriber
  return transact(db, async (tx) => {
    if (await isClosed(tx, addressHash)) return false
    if (!(await mayAsk(tx, { channel, address, country }, now))) return false
    const before = confirmNonce && (await findWish(tx, letterKey(channel, id, confirmNonce)))
    await sendConfirmation(tx, { id, channel, nonce }, before || wishNow(subscriber), { ip: null, now })
    return true
  })
}

/**
 * Opens a confirmation, and writes down that it was asked for and the letter that asks; part of the caller's transaction,
 * which has made sure that this address may be asked.
 */
export async function sendConfirmation(
  tx: Db,
  { id, channel, nonce }: { id: number; channel: Channel; nonce: string },
  wish: Wish,
  { ip, now }: Visitor,
): Promise<void> {
  const occasion = occasionOf(channel)
  await openConfirmation(tx, id, nonce, now + (occasion === 'code' ? CODE_LIFE : LINK_LIFE))
  const textVersion = consentText(wish.language)
  await insertConsent(tx, id, { at: now, act: 'asked', textVersion, ipHash: visitorHash(ip) })
  await insertLetter(tx, {
    key: letterKey(channel, id, nonce),
    occasion,
    channel,
    subscriberId: id,
    letter: { nonce, ...wish },
    createdBy: null,
    now,
  })
}
