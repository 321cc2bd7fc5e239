import type { Channel } from '#src/channels/channel.ts'
import type { Db } from '../open.ts'

/** Remembers that nothing may go to an address; the first reason stays. */
export async function insertSuppression(
  db: Db,
  suppression: { channel: Channel; addressHash: string; reason: string; at: number },
): Promise<void> {
  const { channel, addressHash, reason, at } = suppression
  await db
    .insertInto('suppressions')
    .values({ channel, address_hash: addressHash, reason, at })
    .onConflict((oc) => oc.column('address_hash').doNothing())
    .execute()
}

export async function isSuppressed(db: Db, addressHash: string): Promise<boolean> {
  return (await findSuppression(db, addressHash)) !== undefined
}

/**
 * Whether nothing may go there, not even a question. Whoever had everything about them erased is added by nobody again,
 * and may still ask for themselves.
 */
export async function isClosed(db: Db, addressHash: string): Promise<boolean> {
  return ((await findSuppression(db, addressHash)) ?? 'erased') !== 'erased'
}

/** Why nothing goes to an address; undefined when nothing stands against it. */
export async function findSuppression(db: Db, addressHash: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('suppressions')
    .select('reason')
    .where('address_hash', '=', addressHash)
    .executeTakeFirst()
  return row?.reason
}

/** Whoever had themselves erased has asked for messages and said yes. */
export async function liftErasure(db: Db, addressHash: string): Promise<void> {
  await db
    .deleteFrom('suppressions')
    .where('address_hash', '=', addressHash)
    .where('reason', '=', 'erased')
    .execute()
}

/** Everything that waits for an address, account mail too, goes nowhere any more. */
export async function suppressWaitingFor(db: Db, addressHash: string): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state: 'suppressed' })
    .where('state', 'in', ['pending', 'retry', 'held'])
    .where('subscriber_id', 'in', (eb) =>
      eb.selectFrom('subscribers').select('id').where('address_hash', '=', addressHash),
    )
    // Only in those that run: the ledger is found by announcement.
    .where('announcement_id', 'in', (eb) =>
      eb.selectFrom('announcements').select('id').where('done_at', 'is', null),
    )
    .execute()
}
