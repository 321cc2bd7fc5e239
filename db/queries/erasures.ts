import { type ExpressionBuilder, sql } from 'kysely'
import type { Db } from '../open.ts'
import type { Schema } from '../schema.ts'

/** Removes a subscriber with all that hangs on it; its deliveries keep a number that is nobody's. */
export async function deleteSubscriber(db: Db, id: number): Promise<void> {
  await db.deleteFrom('subscribers').where('id', '=', id).execute()
}

/** What a number has texted to us. */
export async function deleteTextsFrom(db: Db, number: string): Promise<void> {
  await db.deleteFrom('texts').where('sender', '=', number).execute()
}

export function listTextsFrom(db: Db, number: string) {
  return db.selectFrom('texts').select(['body', 'at']).where('sender', '=', number).orderBy('at').execute()
}

/** By which staff find a subscriber again. */
export async function listTagsOf(db: Db, subscriberId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriber_tags')
    .select('tag')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('tag')
    .execute()
  return rows.map(({ tag }) => tag)
}

/** What was sent to a subscriber, the newest first: what is left of it in the ledger. */
export function listDeliveriesTo(db: Db, subscriberId: number) {
  return db
    .selectFrom('deliveries as d')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .leftJoin('posts as p', 'p.id', 'a.post_id')
    .select(['a.occasion', 'p.title', 'd.channel', 'd.state', 'd.sent_at'])
    .where('d.subscriber_id', '=', subscriberId)
    .orderBy('a.id', 'desc')
    .limit(5_000)
    .execute()
}

/** Some of those who have left before `before`, the eldest first. */
export async function listLeft(db: Db, before: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('subscribers')
    .select('id')
    .where('ended_at', '<=', before)
    .orderBy('ended_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => Number(id))
}

/** Some of those who wanted to hear of single posts only, all of which ended before `before`. */
export async function listFollowedOut(db: Db, before: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('subscribers as s')
    .innerJoin('subscriber_posts as w', 'w.subscriber_id', 's.id')
    .innerJoin('posts as p', 'p.id', 'w.post_id')
    .select('s.id')
    .where(onlyFollows)
    .groupBy('s.id')
    .having(sql<boolean>`max(coalesce(p.ended_at, ${Number.MAX_SAFE_INTEGER})) <= ${before}`)
    .orderBy('s.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => Number(id))
}

function onlyFollows(eb: ExpressionBuilder<Schema & { s: Schema['subscribers'] }, 's'>) {
  return eb.and([
    eb('s.wants_incident', '=', 0),
    eb('s.wants_closure', '=', 0),
    eb('s.wants_release', '=', 0),
    eb('s.confirmed_at', 'is not', null),
    // Whoever has left is forgotten with a mark, in their own time.
    eb('s.ended_at', 'is', null),
  ])
}
