import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import { insertLetter } from '#db/queries/letters.ts'
import {
  type AddressChange,
  deleteAddressChange,
  findAddressChange,
  insertFormerAddress,
  keepAddressChange,
  setAddress,
} from '#db/queries/moves.ts'
import { findSubscriber, findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { isClosed, isSuppressed, liftErasure } from '#db/queries/suppressions.ts'
import type { Channel } from '#src/channels/channel.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import { readAddress } from './address.ts'
import { CODE_LIFE, type Entered, refuseOtherDigits, takeTry, ticketFor } from './code.ts'
import { forget } from './erase.ts'
import { UNDO_LIFE } from './former.ts'
import { forgetAsking, limitVisitor, mayAsk } from './limits.ts'
import { noteChange, openActive } from './preferences.ts'
import type { Asked } from './subscribe.ts'
import { addressHash, isActive, occasionOf, type Subscriber, type Visitor } from './subscriber.ts'
import { addressTokenHolds, confirmTokenSubject } from './token.ts'

const DAY = 86_400_000
/** How long a link to a new address is good. */
const LINK_LIFE = 7 * DAY
const A_DAY = { limit: 3, windowMs: DAY }

/**
 * Asks a new address whether it is to take the place of the one behind a token: a link by mail, a code by SMS. Until it
 * has said yes nothing changes. What it returns does not tell whether we know that address. Throws a {@link Refusal}: a
 * token that opens nothing, no such address, the same one, too often.
 */
export async function askMove(db: Db, token: string, typed: string, visitor: Visitor): Promise<Asked> {
  const subscriber = await openActive(db, token)
  const { id, channel } = subscriber
  const { address, country } = readAddress(channel, typed, { field: 'address' })
  if (address === subscriber.address) throw new SpokenRefusal('invalid', { address: 'addressSame' })
  await limitVisitor(db, channel, visitor)
  if (!(await take(db, 'move', String(id), A_DAY, visitor.now)))
    throw new SpokenRefusal('limited', { address: 'oftenMove' })
  const nonce = randomBytes(16).toString('base64url')
  await transact(db, (tx) => ask(tx, subscriber, { address, country, nonce }, visitor.now))
  return { channel, address, ticket: byCode(channel) ? ticketFor(`>${id}`, nonce, visitor.now) : null }
}

async function ask(
  tx: Db,
  { id, channel }: Subscriber,
  { address, country, nonce }: { address: string; country: string | null; nonce: string },
  now: number,
): Promise<void> {
  const hash = addressHash(channel, address)
  if ((await isClosed(tx, hash)) || !(await mayAsk(tx, { channel, address, country }, now))) return
  const until = now + (byCode(channel) ? CODE_LIFE : LINK_LIFE)
  await keepAddressChange(tx, {
    subscriber_id: id,
    address,
    address_hash: hash,
    country,
    nonce,
    until,
    at: now,
  })
  await insertLetter(tx, {
    key: `move:${id}:${nonce}`,
    occasion: 'move',
    channel,
    // Whatever becomes of it concerns the new address, which is nobody's yet.
    subscriberId: 0,
    letter: { subscriberId: id, nonce },
    createdBy: null,
    now,
  })
}

/** Whom a link would move to which address, without doing it. Throws a {@link Refusal}: used, replaced, too old, or they have left. */
export async function readMove(
  db: Db,
  token: string,
  now: number,
): Promise<{ subscriber: Subscriber; change: AddressChange }> {
  const id = confirmTokenSubject(token)
  const change = id === null ? undefined : await findAddressChange(db, id)
  const subscriber = change && (await findSubscriber(db, change.subscriber_id))
  if (!change || !subscriber || !addressTokenHolds('move', token, subscriber.id, change.nonce))
    throw new SpokenRefusal('not_found', { form: 'linkReplaced' })
  if (change.until <= now) throw new SpokenRefusal('not_found', { form: 'linkOld' })
  if (!isActive(subscriber)) throw new SpokenRefusal('conflict', { form: 'hasLeft' })
  return { subscriber, change }
}

/** Moves a subscription to the address that was asked. Throws what {@link readMove} throws. */
export function move(db: Db, token: string, visitor: Visitor): Promise<Subscriber> {
  return transact(db, async (tx) => {
    const { subscriber, change } = await readMove(tx, token, visitor.now)
    return settle(tx, subscriber, change, visitor)
  })
}

/** The same with the six digits that were sent to a new number. Throws a {@link Refusal} beside `code`. */
export async function moveByCode(db: Db, entered: Entered, visitor: Visitor): Promise<Subscriber> {
  const nonce = await takeTry(db, entered, visitor.now)
  return transact(db, async (tx) => {
    const id = Number(entered.number.slice(1))
    const [change, subscriber] = [await findAddressChange(tx, id), await findSubscriber(tx, id)]
    const open = change?.nonce === nonce && change.until > visitor.now
    if (!open || !subscriber) throw new SpokenRefusal('invalid', { code: 'codeWrong' })
    refuseOtherDigits(entered, id, nonce)
    if (!isActive(subscriber)) throw new SpokenRefusal('conflict', { form: 'hasLeft' })
    return settle(tx, subscriber, change, visitor)
  })
}

/**
 * Whoever reads the new address has said yes: what it heard by itself gives way, and the old one is told, with a way to
 * take it back.
 */
async function settle(
  tx: Db,
  subscriber: Subscriber,
  change: AddressChange,
  visitor: Visitor,
): Promise<Subscriber> {
  const { id, channel, country } = subscriber
  const { now } = visitor
  const there = await findSubscriberByAddress(tx, channel, change.address)
  if (there) await forget(tx, there, { mark: false, now })
  const nonce = randomBytes(16).toString('base64url')
  const { address, addressHash: address_hash } = subscriber
  const former = { subscriber_id: id, nonce, address, address_hash, country, until: now + UNDO_LIFE }
  await insertFormerAddress(tx, former)
  await deleteAddressChange(tx, id)
  await setAddress(tx, id, change)
  await liftErasure(tx, change.address_hash)
  await forgetAsking(tx, channel, change.address)
  await noteChange(tx, subscriber, visitor)
  if (!(await isSuppressed(tx, address_hash)))
    await insertLetter(tx, {
      key: `goodbye:${id}:${nonce}`,
      occasion: 'goodbye',
      channel,
      subscriberId: 0,
      letter: { subscriberId: id, nonce },
      createdBy: null,
      now,
    })
  return (await findSubscriber(tx, id)) ?? subscriber
}

const byCode = (channel: Channel) => occasionOf(channel) === 'code'
