import type { Db } from '#db/open.ts'
import { listFormerAddresses } from '#db/queries/moves.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'

/** How long a change of address can be taken back, and where somebody was told before is known. */
export const UNDO_LIFE = 7 * 86_400_000

/** A message to a subscriber: the address it went to where that is known, else when it left. */
export interface Went {
  address?: string | undefined
  at: number
}

/**
 * The mark of the address that a message went to, where its subscriber has another now; undefined: it went to the one they
 * have. What is learnt of the old one says nothing of the new one.
 */
export async function formerHash(db: Db, id: number, { address, at }: Went): Promise<string | undefined> {
  const kept = await listFormerAddresses(db, id)
  if (!kept.length || (address && (await findSubscriber(db, id))?.address === address)) return undefined
  const former = kept.find((one) => (address ? one.address === address : one.until - UNDO_LIFE > at))
  return former?.address_hash
}
