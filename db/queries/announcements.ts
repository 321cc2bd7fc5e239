import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db } from '../open.ts'
import type { AnnouncementRow, AnnouncementTable } from '../schema.ts'

/**
 * Writes the decision to tell. The audience is whoever is there now: later subscribers are not part of it.
 * Returns its id, or undefined when this key has already been announced.
 */
export async function insertAnnouncement(
  db: Db,
  announcement: Omit<Insertable<AnnouncementTable>, 'audience_max_id'>,
): Promise<number | undefined> {
  const row = await db
    .insertInto('announcements')
    .values((eb) => ({
      ...announcement,
      audience_max_id: eb
        .selectFrom('subscribers')
        .select(eb.fn.coalesce(eb.fn.max('id'), sql<number>`0`).as('max')) as never,
    }))
    .onConflict((oc) => oc.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row && Number(row.id)
}

export function findAnnouncement(db: Db, id: number): Promise<AnnouncementRow | undefined> {
  return db.selectFrom('announcements').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function updateAnnouncement(
  db: Db,
  id: number,
  changes: Updateable<AnnouncementTable>,
): Promise<void> {
  await db.updateTable('announcements').set(changes).where('id', '=', id).execute()
}

export function listAnnouncementsOfPost(db: Db, postId: string): Promise<AnnouncementRow[]> {
  return db
    .selectFrom('announcements')
    .selectAll()
    .where('post_id', '=', postId)
    .orderBy('id', 'desc')
    .execute()
}

/** Announcements about posts, newest first, for the staff's list. */
export function listAnnouncements(db: Db, limit: number, beforeId?: number): Promise<AnnouncementRow[]> {
  let query = db.selectFrom('announcements').selectAll().where('post_id', 'is not', null)
  if (beforeId !== undefined) query = query.where('id', '<', beforeId)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/**
 * Announcements not yet expanded whose hold is over, most urgent first. One of a post waits until the earlier ones of
 * the same post are expanded, so that it can supersede what they left waiting; but not for one that is paused: whoever
 * waits for that is told by this one.
 */
export function listUnexpanded(db: Db, now: number): Promise<AnnouncementRow[]> {
  return (
    db
      .selectFrom('announcements as a')
      .selectAll()
      .where('a.done_at', 'is', null)
      .where('a.expanded_at', 'is', null)
      .where('a.cancelled_at', 'is', null)
      .where('a.paused_at', 'is', null)
      // One from the future was made before the clock was set back: it has been held enough.
      .where((eb) => eb.or([eb('a.hold_until', '<=', now), eb('a.created_at', '>', now)]))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('announcements as earlier')
              .select('earlier.id')
              .whereRef('earlier.post_id', '=', 'a.post_id')
              .whereRef('earlier.id', '<', 'a.id')
              .where('earlier.done_at', 'is', null)
              .where('earlier.expanded_at', 'is', null)
              .where('earlier.cancelled_at', 'is', null)
              .where('earlier.paused_at', 'is', null),
          ),
        ),
      )
      .orderBy('a.priority')
      .orderBy('a.id')
      .limit(100)
      .execute()
  )
}
