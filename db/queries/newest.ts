import type { Kind } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Db } from '../open.ts'
import { assemble } from './whole-posts.ts'

export interface Only {
  kind?: Kind
  componentId?: string
}

/** The posts about which something was said last, newest first, narrowed to a kind or a component when given. */
export async function listNewest(db: Db, only: Only, limit: number): Promise<Post[]> {
  let query = db.selectFrom('posts').selectAll()
  if (only.kind) query = query.where('kind', '=', only.kind)
  if (only.componentId) query = query.where('id', 'in', postsAbout(db, only.componentId))
  return assemble(db, await query.orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
}

/** Closures with a window, the one that begins last first; narrowed to a component when given. */
export async function listWindows(db: Db, componentId: string | undefined, limit: number): Promise<Post[]> {
  let query = db
    .selectFrom('posts')
    .selectAll()
    .where('kind', '=', 'closure')
    .where('starts_at', 'is not', null)
  if (componentId) query = query.where('id', 'in', postsAbout(db, componentId))
  return assemble(db, await query.orderBy('starts_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
}

function postsAbout(db: Db, componentId: string) {
  return db.selectFrom('post_components').select('post_id').where('component_id', '=', componentId)
}

/** How many posts there are. */
export async function countPosts(db: Db): Promise<number> {
  const row = await db
    .selectFrom('posts')
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** What addresses are made of, in the order in which posts were published, so that each keeps its place. */
export async function listAddresses(
  db: Db,
  limit: number,
  offset: number,
): Promise<{ id: string; kind: Kind; updatedAt: number }[]> {
  const rows = await db
    .selectFrom('posts')
    .select(['id', 'kind', 'updated_at'])
    .orderBy('published_at')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map((row) => ({ id: row.id, kind: row.kind as Kind, updatedAt: row.updated_at }))
}
