import { type Db, transact } from '#db/open.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { insertSuppression, suppressWaitingFor } from '#db/queries/suppressions.ts'
import type { Channel } from '#src/channels/channel.ts'
import { formerHash, type Went } from './former.ts'

/**
 * Remembers that nothing may go to an address any more (E7), whoever it belongs to and even when its subscriber is
 * erased, and takes back all that waits for it. The first reason stays.
 */
export function suppress(
  db: Db,
  what: { channel: Channel; addressHash: string; reason: string },
  now: number,
): Promise<void> {
  return transact(db, async (tx) => {
    await insertSuppression(tx, { ...what, at: now })
    await suppressWaitingFor(tx, what.addressHash)
  })
}

/** The same for the address of a subscriber to which a message went, as a channel learns it from a refusal. */
export async function suppressSubscriber(
  db: Db,
  id: number,
  reason: string,
  now: number,
  went: Went = { at: now },
): Promise<void> {
  const subscriber = await findSubscriber(db, id)
  if (!subscriber) return
  const addressHash = (await formerHash(db, id, went)) ?? subscriber.addressHash
  await suppress(db, { channel: subscriber.channel, addressHash, reason }, now)
}
