import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'
import type { AnnouncementRow, AnnouncementTable, Schema } from '../schema.ts'

/** Whom a post concerns. No components: everybody who wants this kind. */
export interface Audience {
  kind: Kind
  componentIds: string[]
  channels: Channel[]
}

const WANTS = { incident: 'wants_incident', closure: 'wants_closure', release: 'wants_release' } as const

/** Who wants it, and is not suppressed. */
function belongs(audience: Audience) {
  return (eb: ExpressionBuilder<Schema, 'subscribers'>) =>
    eb.and([wants(audience)(eb), eb.not(eb.exists(suppressed(eb)))])
}

/** Confirmed, not gone, wanting this kind and one of these components. */
export function wants(audience: Audience) {
  return (eb: ExpressionBuilder<Schema, 'subscribers'>) => {
    const conditions = [
      eb('subscribers.confirmed_at', 'is not', null),
      eb('subscribers.ended_at', 'is', null),
      eb(`subscribers.${WANTS[audience.kind]}`, '=', 1),
      eb('subscribers.channel', 'in', audience.channels),
    ]
    if (audience.componentIds.length) {
      conditions.push(
        eb.or([
          eb('subscribers.every_component', '=', 1),
          eb.exists(
            eb
              .selectFrom('subscriber_components as sc')
              .select('sc.subscriber_id')
              .whereRef('sc.subscriber_id', '=', 'subscribers.id')
              .where('sc.component_id', 'in', audience.componentIds),
          ),
        ]),
      )
    }
    return eb.and(conditions)
  }
}

function suppressed(eb: ExpressionBuilder<Schema, 'subscribers'>) {
  return eb
    .selectFrom('suppressions as x')
    .select('x.address_hash')
    .whereRef('x.address_hash', '=', 'subscribers.address_hash')
}

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
 * Announcements not yet expanded whose hold is over, most urgent first. One of a post waits until the
 * earlier ones of the same post are expanded, so that it can supersede what they left waiting.
 */
export function listUnexpanded(db: Db, now: number): Promise<AnnouncementRow[]> {
  return db
    .selectFrom('announcements as a')
    .selectAll()
    .where('a.done_at', 'is', null)
    .where('a.expanded_at', 'is', null)
    .where('a.cancelled_at', 'is', null)
    .where('a.paused_at', 'is', null)
    .where('a.hold_until', '<=', now)
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
            .where('earlier.cancelled_at', 'is', null),
        ),
      ),
    )
    .orderBy('a.priority')
    .orderBy('a.id')
    .limit(100)
    .execute()
}

/**
 * Gives the next `size` subscribers of the audience their delivery, moves the cursor, and supersedes what an
 * earlier announcement of the same post still has waiting for them. Running it again after a crash is harmless.
 * Returns how many rows were made and whether that was the last chunk. One transaction of the caller.
 */
export async function expandChunk(
  tx: Db,
  announcement: AnnouncementRow,
  audience: Audience,
  size: number,
  now: number,
): Promise<{ made: number; last: boolean }> {
  const next = await tx
    .selectFrom('subscribers')
    .select(['subscribers.id', 'subscribers.channel'])
    .where('subscribers.id', '>', announcement.cursor)
    .where('subscribers.id', '<=', announcement.audience_max_id)
    .where(belongs(audience))
    .orderBy('subscribers.id')
    .limit(size)
    .execute()
  const last = next.length < size
  const cursor = next.at(-1)?.id ?? announcement.audience_max_id
  if (next.length) {
    const span = { from: next[0]?.id ?? 0, to: cursor }
    await tx
      .insertInto('deliveries')
      .columns(['announcement_id', 'subscriber_id', 'channel', 'state', 'attempts', 'due_at'])
      .expression((eb) =>
        eb
          .selectFrom('subscribers')
          .select([
            sql.lit(announcement.id).as('announcement_id'),
            'subscribers.id',
            'subscribers.channel',
            sql.lit('pending').as('state'),
            sql.lit(0).as('attempts'),
            sql.lit(now).as('due_at'),
          ])
          .where('subscribers.id', '>=', span.from)
          .where('subscribers.id', '<=', span.to)
          .where(belongs(audience)),
      )
      .onConflict((oc) => oc.columns(['announcement_id', 'subscriber_id']).doNothing())
      .execute()
    await supersede(tx, announcement, span)
  }
  await updateAnnouncement(tx, announcement.id, { cursor, ...(last ? { expanded_at: now } : {}) })
  return { made: next.length, last }
}

/** What earlier announcements of the same post have still waiting for these subscribers is told by this one. */
async function supersede(
  tx: Db,
  announcement: AnnouncementRow,
  span: { from: number; to: number },
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'superseded' })
    .where('state', 'in', ['pending', 'retry'])
    .where('subscriber_id', '>=', span.from)
    .where('subscriber_id', '<=', span.to)
    .where('announcement_id', 'in', (eb) =>
      eb
        .selectFrom('announcements')
        .select('id')
        .where('post_id', '=', announcement.post_id)
        .where('id', '<', announcement.id),
    )
    .where('subscriber_id', 'in', (eb) =>
      eb
        .selectFrom('deliveries as mine')
        .select('mine.subscriber_id')
        .where('mine.announcement_id', '=', announcement.id),
    )
    .execute()
}

/**
 * Writes account mail (a confirmation, a code, an invitation): an announcement to one, with its delivery, in the
 * caller's transaction. `letter` says whom and what, without secrets: links and codes are derived when it is sent.
 * Returns false when this key was used before.
 */
export async function insertLetter(
  tx: Db,
  mail: {
    key: string
    occasion: 'confirm' | 'code' | 'invite'
    channel: Channel
    /** 0: to staff, see the letter. */
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
      due_at: mail.now,
    })
    .execute()
  return true
}
