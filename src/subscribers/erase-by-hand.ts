import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { Refusal } from '#src/refusal.ts'
import { forget } from './erase.ts'
import { existing } from './found.ts'
import type { Manager } from './manage.ts'

/**
 * Erases all that is kept of somebody because they asked staff for it (P2), but for the mark that nobody adds them again.
 * Throws a {@link Refusal} beside `address` unless the whole address was typed, and when there is nobody.
 */
export function eraseByHand(db: Db, id: number, typed: string, { staff, now }: Manager): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await existing(tx, id)
    if (typed.trim().toLowerCase() !== subscriber.address.toLowerCase())
      throw new Refusal('invalid', {
        address: 'Type the address as it stands above, to say that you mean it.',
      })
    await forget(tx, subscriber, { mark: true, now })
    await insertAudit(tx, { at: now, staff, action: 'subscriber.erase', object: String(id) })
  })
}
