import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { insertLetter } from '#db/queries/letters.ts'
import {
  findSubscriberByAddress,
  insertSubscriber,
  openConfirmation,
  setChoices,
} from '#db/queries/subscribers.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import type { Channel } from '#src/channels/channel.ts'
import { mac } from '#src/keys.ts'
import { readAddress } from './address.ts'
import { refuseUnknownChoices } from './choices.ts'
import { CODE_LIFE, ticketFor } from './code.ts'
import { limitVisitor, mayAsk } from './limits.ts'
import {
  addressHash,
  type Choices,
  CONSENT_TEXT,
  letterKey,
  occasionOf,
  type Subscriber,
  type Visitor,
  visitorHash,
} from './subscriber.ts'

/** How long the link in a confirmation mail is good. */
const LINK_LIFE = 7 * 86_400_000

export interface Asking {
  channel: Channel
  /** As it was typed. */
  address: string
  choices: Choices
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
  const { channel, choices } = asking
  const { address, country } = readAddress(channel, asking.address)
  await refuseUnknownChoices(db, choices)
  const nonce = mac('nonce', `${asking.formKey}\0${channel}:${address}`)
  await limitVisitor(db, channel, visitor)
  await transact(db, (tx) => ask(tx, { channel, address, country, choices, nonce }, visitor))
  const byCode = occasionOf(channel) === 'code'
  return { channel, address, ticket: byCode ? ticketFor(address, nonce, visitor.now) : null }
}

async function ask(
  tx: Db,
  {
    channel,
    address,
    country,
    choices,
    nonce,
  }: Omit<Asking, 'formKey'> & { country: string | null; nonce: string },
  { ip, now }: Visitor,
): Promise<void> {
  const hash = addressHash(channel, address)
  const known = await findSubscriberByAddress(tx, channel, address)
  if (known?.confirmNonce === nonce || (await isSuppressed(tx, hash))) return
  if (!(await mayAsk(tx, { channel, address, country }, now))) return
  const id =
    known?.id ??
    (await insertSubscriber(tx, {
      channel,
      address,
      address_hash: hash,
      country,
      language: 'en',
      created_at: now,
    }))
  if (!known?.confirmedAt) await setChoices(tx, id, choices)
  await send(tx, { id, channel, choices, nonce }, { ip, now })
}

/** Asks an address that has not agreed yet once more, for what it was asked for. Returns false over a limit. */
export function askAgain(db: Db, { id, channel, address, country, choices }: Subscriber, now: number) {
  const nonce = randomBytes(16).toString('base64url')
  return transact(db, async (tx) => {
    const hash = addressHash(channel, address)
    if ((await isSuppressed(tx, hash)) || !(await mayAsk(tx, { channel, address, country }, now)))
      return false
    await send(tx, { id, channel, choices, nonce }, { ip: null, now })
    return true
  })
}

/** Opens a confirmation, and writes down that it was asked for and the letter that asks. */
async function send(
  tx: Db,
  { id, channel, choices, nonce }: { id: number; channel: Channel; choices: Choices; nonce: string },
  { ip, now }: Visitor,
): Promise<void> {
  const occasion = occasionOf(channel)
  await openConfirmation(tx, id, nonce, now + (occasion === 'code' ? CODE_LIFE : LINK_LIFE))
  await insertConsent(tx, id, { at: now, act: 'asked', textVersion: CONSENT_TEXT, ipHash: visitorHash(ip) })
  await insertLetter(tx, {
    key: letterKey(channel, id, nonce),
    occasion,
    channel,
    subscriberId: id,
    letter: { nonce, ...choices },
    createdBy: null,
    now,
  })
}
