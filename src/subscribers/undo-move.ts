import { type Db, transact } from '#db/open.ts'
import {
  deleteAddressChange,
  deleteFormerAddresses,
  type FormerAddress,
  listFormerAddresses,
  setAddress,
} from '#db/queries/moves.ts'
import { findSubscriber, findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { insertSuppression } from '#db/queries/suppressions.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { forget } from './erase.ts'
import { noteChange } from './preferences.ts'
import type { Subscriber, Visitor } from './subscriber.ts'
import { addressTokenHolds, confirmTokenSubject } from './token.ts'

/** What taking back a change of address would do, without doing it. Throws a {@link Refusal}: done already, too late. */
export async function readUndo(
  db: Db,
  token: string,
  now: number,
): Promise<{ subscriber: Subscriber; former: FormerAddress }> {
  const id = confirmTokenSubject(token)
  const subscriber = id === null ? undefined : await findSubscriber(db, id)
  const kept = subscriber ? await listFormerAddresses(db, subscriber.id) : []
  const former = kept.find(({ nonce }) => addressTokenHolds('undo', token, subscriber?.id ?? 0, nonce))
  if (!subscriber || !former) throw new SpokenRefusal('not_found', { form: 'linkReplaced' })
  if (former.until <= now) throw new SpokenRefusal('not_found', { form: 'undoOld' })
  return { subscriber, former }
}

/**
 * Gives a subscription its former address back; whoever had the link to its page has none any more, and the other
 * address is forgotten, but for its mark where it has said stop. Throws what {@link readUndo} throws.
 */
export function undoMove(db: Db, token: string, visitor: Visitor): Promise<Subscriber> {
  return transact(db, async (tx) => {
    const { subscriber, former } = await readUndo(tx, token, visitor.now)
    const there = await findSubscriberByAddress(tx, subscriber.channel, former.address)
    if (there) await forget(tx, there, { mark: false, now: visitor.now })
    await markStopped(tx, subscriber, visitor.now)
    await setAddress(tx, subscriber.id, former)
    await deleteAddressChange(tx, subscriber.id)
    await deleteFormerAddresses(tx, subscriber.id)
    await noteChange(tx, subscriber, visitor)
    return (await findSubscriber(tx, subscriber.id)) ?? subscriber
  })
}

/** Nobody adds an address again at which they have left: its subscription goes on under another, and forgets it. */
async function markStopped(tx: Db, { channel, addressHash, endedAt, endedBy }: Subscriber, at: number) {
  if (endedAt !== null && endedBy !== 'program')
    await insertSuppression(tx, { channel, addressHash, reason: 'erased', at })
}
