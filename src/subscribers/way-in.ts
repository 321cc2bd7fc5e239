import { randomBytes } from 'node:crypto'
import { type Db, transact } from '#db/open.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { listOthersOf } from '#db/queries/persons.ts'
import { findSubscriberByAddress, openConfirmation } from '#db/queries/subscribers.ts'
import { isClosed } from '#db/queries/suppressions.ts'
import type { Channel } from '#src/channels/channel.ts'
import { mac } from '#src/keys.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { channelOf, readAddress } from './address.ts'
import { CODE_LIFE, ticketFor } from './code.ts'
import { limitVisitor, mayAsk, mayShowWay } from './limits.ts'
import { maskAddress } from './mask.ts'
import { openActive } from './preferences.ts'
import { type Asked, askAgain } from './subscribe.ts'
import { letterKey, occasionOf, type Subscriber, type Visitor } from './subscriber.ts'

/**
 * Sends the way to their own page to an address, if it is one that knows us: a link by mail, a code by SMS. What it
 * returns does not depend on that. Throws a {@link Refusal}: no such address, too often.
 */
export async function sendWayIn(
  db: Db,
  asking: { address: string; formKey: string },
  visitor: Visitor,
): Promise<Asked> {
  const channel = channelOf(asking.address)
  const { address } = readAddress(channel, asking.address, { field: 'address' })
  const nonce = mac('nonce', `way in\0${asking.formKey}\0${channel}:${address}`)
  await limitVisitor(db, channel, visitor)
  await transact(db, async (tx) => {
    const known = await findSubscriberByAddress(tx, channel, address)
    if (known && known.confirmNonce !== nonce) await send(tx, known, nonce, visitor)
  })
  return { channel, address, ticket: byCode(channel) ? ticketFor(address, nonce, visitor.now) : null }
}

/** What is told of a way that was sent to another address of the same person, which they may not see in full. */
export interface SentToOther extends Asked {
  /** What a code is entered for. */
  number: string
}

/**
 * Sends the way in to another address of the person whose page a token opens: each address is proved by itself. Throws a
 * {@link Refusal} when it opens nothing, or that is nobody of theirs.
 */
export async function sendWayInToOther(
  db: Db,
  token: string,
  otherId: number,
  visitor: Visitor,
): Promise<SentToOther> {
  const mine = await openActive(db, token)
  const other = (await listOthersOf(db, mine)).find(({ id }) => id === otherId)
  if (!other) throw new SpokenRefusal('not_found', { form: 'linkVoid' })
  const { channel, id } = other
  const nonce = randomBytes(16).toString('base64url')
  await limitVisitor(db, channel, visitor)
  await transact(db, (tx) => send(tx, other, nonce, visitor))
  const number = `#${id}`
  const ticket = byCode(channel) ? ticketFor(number, nonce, visitor.now) : null
  return { channel, address: maskAddress(other.address), number, ticket }
}

/** Whoever has not agreed yet is asked once more; whoever left by their own hand may look, come back, or be erased. */
async function send(tx: Db, known: Subscriber, nonce: string, { now }: Visitor): Promise<void> {
  const { id, channel, address, country } = known
  if (await isClosed(tx, known.addressHash)) return
  if (known.confirmedAt === null) return void (await askAgain(tx, known, now, nonce))
  if (known.endedBy !== null && known.endedBy !== 'link' && known.endedBy !== 'page') return
  const letter = { channel, subscriberId: id, createdBy: null, now }
  if (byCode(channel)) {
    if (!(await mayAsk(tx, { channel, address, country }, now))) return
    await openConfirmation(tx, id, nonce, now + CODE_LIFE)
    const key = letterKey(channel, id, nonce)
    await insertLetter(tx, { ...letter, key, occasion: 'code', letter: { nonce, opens: 'page' } })
  } else if (await mayShowWay(tx, address, now))
    await insertLetter(tx, { ...letter, key: `link:${id}:${nonce}`, occasion: 'link', letter: {} })
}

const byCode = (channel: Channel) => occasionOf(channel) === 'code'
