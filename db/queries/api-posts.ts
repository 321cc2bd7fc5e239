import { sql } from 'kysely'
import type { Kind } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Db } from '../open.ts'
import { assemble } from './whole-posts.ts'

/** What only programs ask of a post. */
export interface ApiSide {
  impactOverride: string | null
  metadata: Record<string, unknown>
  remindMinutes: number | null
  startsByHand: boolean
  endsByHand: boolean
  keepsStatus: boolean
  tellStart: boolean | null
  tellEnd: boolean | null
  draft: string | null
  draftAt: number | null
}

/** Posts of these kinds, the last published first; narrowed to those that hold a text in title or updates. */
export async function listForPrograms(
  db: Db,
  asked: { kinds: Kind[]; q?: string | undefined; limit: number; offset: number },
): Promise<Post[]> {
  let query = db.selectFrom('posts').selectAll().where('kind', 'in', asked.kinds)
  if (asked.q) {
    const like = `%${asked.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`(lower(title) like ${like} escape '\\' or exists (select 1 from updates
        where updates.post_id = posts.id and lower(updates.body) like ${like} escape '\\'))`,
    )
  }
  const rows = await query
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(asked.limit)
    .offset(asked.offset)
    .execute()
  return assemble(db, rows)
}

/** What only programs ask, of each of these posts. */
export async function listApiSides(db: Db, ids: string[]): Promise<Map<string, ApiSide>> {
  if (!ids.length) return new Map()
  const rows = await db.selectFrom('posts').selectAll().where('id', 'in', ids).execute()
  const known = (value: number | null) => (value === null ? null : value === 1)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        impactOverride: row.impact_override,
        metadata: row.metadata ? JSON.parse(row.metadata) : {},
        remindMinutes: row.remind_minutes,
        startsByHand: row.starts_by_hand === 1,
        endsByHand: row.ends_by_hand === 1,
        keepsStatus: row.keeps_status === 1,
        tellStart: known(row.tell_start),
        tellEnd: known(row.tell_end),
        draft: row.postmortem_draft,
        draftAt: row.postmortem_draft_at,
      },
    ]),
  )
}

/** The post that the same author began with the same words since then, if there is one. */
export async function findSame(
  db: Db,
  what: { title: string; body: string; author: { id: number | null; name: string | null }; since: number },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('posts as p')
    .innerJoin('updates as u', 'u.post_id', 'p.id')
    .select('p.id')
    .where('p.published_at', '>', what.since)
    .where('p.title', '=', what.title)
    .where('p.author_id', '=', what.author.id)
    .where('p.author_name', '=', what.author.name)
    .where('u.seq', '=', 1)
    .where('u.body', '=', what.body)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
