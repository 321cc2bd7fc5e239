import type { Db } from '#db/open.ts'
import type { Post } from '#src/posts/post.ts'
import { toPost } from './whole-posts.ts'

/** Releases that are announced and not yet there, without their updates; the first to come first, those without a day last. */
export async function listPlannedReleases(db: Db, limit: number): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('kind', '=', 'release')
    .where('state', '=', 'planned')
    .orderBy((eb) => eb.fn.coalesce('released_on', eb.val('9999-12-31')))
    .limit(limit)
    .execute()
  return rows.map((row) => toPost(row))
}
