import type { Kind } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Db } from '../open.ts'
import { assemble } from './whole-posts.ts'

/** Posts that stand above the timeline: open incidents, closures not yet over. Oldest publication last. */
export async function listUnfiled(db: Db): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('filed_at', 'is', null)
    .orderBy('published_at', 'desc')
    .orderBy('id')
    .execute()
  return assemble(db, rows)
}

/** Posts filed in `[from, to)`, newest first, narrowed to a kind or a component when given; at most `limit`. */
export async function listFiled(
  db: Db,
  span: { from: number; to: number },
  only: { kind?: Kind; componentId?: string; limit?: number } = {},
): Promise<Post[]> {
  let query = db
    .selectFrom('posts')
    .selectAll()
    .where('filed_at', '>=', span.from)
    .where('filed_at', '<', span.to)
  if (only.kind) query = query.where('kind', '=', only.kind)
  if (only.componentId) {
    const componentId = only.componentId
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('post_components')
          .select('post_id')
          .whereRef('post_id', '=', 'posts.id')
          .where('component_id', '=', componentId),
      ),
    )
  }
  if (only.limit !== undefined) query = query.limit(only.limit)
  return assemble(db, await query.orderBy('filed_at', 'desc').orderBy('id').execute())
}

/** The first and last instant at which anything is filed; undefined when nothing is. */
export async function filedSpan(db: Db): Promise<{ first: number; last: number } | undefined> {
  const row = await db
    .selectFrom('posts')
    .select((eb) => [eb.fn.min('filed_at').as('first'), eb.fn.max('filed_at').as('last')])
    .executeTakeFirst()
  if (row?.first == null || row.last == null) return undefined
  return { first: Number(row.first), last: Number(row.last) }
}

/** Newest posts for the staff's list, by last change. */
export async function listRecent(db: Db, limit: number, offset = 0): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  return assemble(db, rows)
}

/** The newest posts of a kind, by publication, from the `offset`-th on. */
export async function listLastPublished(db: Db, kind: Kind, limit: number, offset = 0): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return assemble(db, rows)
}

/** Posts of these kinds published in `[from, to)`, newest first. */
export async function listPublished(
  db: Db,
  span: { from: number; to: number },
  kinds: Kind[],
): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('published_at', '>=', span.from)
    .where('published_at', '<', span.to)
    .where('kind', 'in', kinds)
    .orderBy('published_at', 'desc')
    .execute()
  return assemble(db, rows)
}
