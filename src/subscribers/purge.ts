import { type Db, transact } from '#db/open.ts'
import { listFollowedOut, listLeft } from '#db/queries/erasures.ts'
import { deleteOldMoves } from '#db/queries/moves.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { deleteUnconfirmed } from '#db/queries/unconfirmed.ts'
import { KEPT_AFTER_LEAVING } from './come-back.ts'
import { forget } from './erase.ts'
import type { Subscriber } from './subscriber.ts'

const DAY = 86_400_000
const UNCONFIRMED = 7 * DAY
/** How long after the end of all that they wanted to hear of somebody is kept. */
const FOLLOWED_OUT = 30 * DAY
const PORTION = 200

/**
 * Forgets whom nothing is kept for any more: addresses that were never confirmed within seven days, who left thirty days
 * ago, who wanted only posts that ended thirty days ago, and addresses that have changed. Returns how many of the first.
 */
export async function purgeSubscribers(db: Db, now: number): Promise<number> {
  await deleteOldMoves(db, now)
  const before = now - KEPT_AFTER_LEAVING
  await forgetAll(db, {
    find: (limit) => listLeft(db, before, limit),
    still: ({ endedAt }) => endedAt !== null && endedAt <= before,
    // Whoever left is added by nobody again, unless a program took them off.
    mark: ({ endedBy }) => endedBy !== 'program',
    now,
  })
  await forgetAll(db, {
    find: (limit) => listFollowedOut(db, now - FOLLOWED_OUT, limit),
    still: ({ choices, endedAt }) => choices.kinds.length === 0 && endedAt === null,
    mark: () => false,
    now,
  })
  return deleteUnconfirmed(db, now - UNCONFIRMED, now)
}

interface Forgetting {
  find: (limit: number) => Promise<number[]>
  /** Asked again where it counts: they may have come back meanwhile. */
  still: (subscriber: Subscriber) => boolean
  mark: (subscriber: Subscriber) => boolean
  now: number
}

/** One in a transaction, so that nobody waits for long. */
async function forgetAll(db: Db, { find, still, mark, now }: Forgetting): Promise<void> {
  for (;;) {
    const ids = await find(PORTION)
    let forgotten = 0
    for (const id of ids)
      await transact(db, async (tx) => {
        const subscriber = await findSubscriber(tx, id)
        if (!subscriber || !still(subscriber)) return
        await forget(tx, subscriber, { mark: mark(subscriber), now })
        forgotten += 1
      })
    if (ids.length < PORTION || !forgotten) return
  }
}
