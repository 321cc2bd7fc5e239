import type { Channel } from '#src/channels/channel.ts'
import { type Db, engineOf } from '../open.ts'
import { insertAnnouncement } from './announcements.ts'

/**
 * Writes account mail (a confirmation, a code, an invitation, an alert): an announcement to one, with its delivery, in the
 * caller's transaction. `letter` says whom and what, without secrets: links and codes are derived when it is sent.
 * Returns false when this key was used before.
 */
export async function insertLetter(
  tx: Db,
  mail: {
    key: string
    occasion: 'confirm' | 'code' | 'link' | 'move' | 'goodbye' | 'invite' | 'alert' | 'rehearsal'
    channel: Channel
    /** 0: to staff, or to an address that is nobody's yet or any more; see the letter. */
    subscriberId: number
    letter: Record<string, unknown>
    createdBy: number | null
    now: number
  },
): Promise<boolean> {
  const id = await insertAnnouncement(tx, {
    key: mail.key,
    occasion: mail.occasion,
    priority: 0,
    kind: null,
    post_id: null,
    update_id: null,
    channels: JSON.stringify([mail.channel]),
    letter: JSON.stringify(mail.letter),
    created_at: mail.now,
    created_by: mail.createdBy,
    hold_until: mail.now,
    expanded_at: mail.now,
  })
  if (id === undefined) return false
  await tx
    .insertInto('deliveries')
    .values({
      announcement_id: id,
      subscriber_id: mail.subscriberId,
      channel: mail.channel,
      state: 'pending',
      attempts: 0,
      due_at: 0,
    })
    .execute()
  const one = { announcement_id: id, channel: mail.channel, state: 'open', count: 1 }
  await engineOf(tx).addTallies(tx, [one])
  return true
}

/** Whether every one of these letters had its time and could not leave; also where there are none. */
export async function lettersLapsed(db: Db, keys: string[]): Promise<boolean> {
  if (!keys.length) return true
  const other = await db
    .selectFrom('announcements as a')
    .innerJoin('deliveries as d', 'd.announcement_id', 'a.id')
    .select('a.id')
    .where('a.key', 'in', keys)
    .where('d.state', '<>', 'expired')
    .limit(1)
    .executeTakeFirst()
  return other === undefined
}

/** How many account mails have not come to their end yet; counted up to `limit`. */
export async function countWaitingLetters(db: Db, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('announcements')
    .select('id')
    .where('done_at', 'is', null)
    .where('priority', '=', 0)
    .limit(limit)
    .execute()
  return rows.length
}
