import { type Db, transact } from '#db/open.ts'
import { suppressWaiting } from '#db/queries/deliveries.ts'
import { deleteSubscriber, deleteTextsFrom } from '#db/queries/erasures.ts'
import { handOnPerson } from '#db/queries/persons.ts'
import { insertSuppression } from '#db/queries/suppressions.ts'
import { clearLetters } from '#db/queries/wishes.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { openPreferences } from './preferences.ts'
import type { Subscriber, Visitor } from './subscriber.ts'

/**
 * Erases all that is kept of somebody, at once (P2). A keyed mark of the address stays, so that nobody adds it again;
 * asking for themselves lifts it. Throws a {@link Refusal} when the token opens nothing.
 */
export function erase(db: Db, token: string, { now }: Visitor): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await openPreferences(tx, token)
    if (!subscriber) throw new SpokenRefusal('not_found', { form: 'linkVoid' })
    await forget(tx, subscriber, { mark: true, now })
  })
}

/**
 * Removes a subscriber with all that hangs on it, what they asked for and texted included; part of the caller's
 * transaction. `mark`: nobody may add this address again; a reason that stands already stays.
 */
export async function forget(
  tx: Db,
  { id, channel, address, addressHash }: Subscriber,
  { mark, now }: { mark: boolean; now: number },
): Promise<void> {
  if (mark) await insertSuppression(tx, { channel, addressHash, reason: 'erased', at: now })
  await suppressWaiting(tx, id)
  await clearLetters(tx, id)
  if (channel === 'sms') await deleteTextsFrom(tx, address)
  await handOnPerson(tx, id)
  await deleteSubscriber(tx, id)
}
