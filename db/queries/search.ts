import type { Post } from '#src/posts/post.ts'
import { type Db, engineOf } from '../open.ts'
import * as postgres from '../search/postgres.ts'
import * as sqlite from '../search/sqlite.ts'
import { assemble } from './whole-posts.ts'

export interface Found {
  id: string
  /** Its place among all posts, newest greatest: where the next page goes on. */
  key: number
}

/**
 * Posts in whose title or updates all of these words stand, newest first, accents and case aside; `next` is the key before
 * which more would follow. Words hold letters and digits only. Undefined when the search was given up.
 */
export async function searchPosts(
  db: Db,
  words: string[],
  { before, limit }: { before: number; limit: number },
): Promise<{ posts: Post[]; next: number | undefined } | undefined> {
  if (!words.length) return { posts: [], next: undefined }
  const { findWords } = engineOf(db).name === 'sqlite' ? sqlite : postgres
  const found = await findWords(db, words, { before, limit: limit + 1 })
  if (!found) return undefined
  const ids = found.slice(0, limit).map(({ id }) => id)
  const rows = ids.length ? await db.selectFrom('posts').selectAll().where('id', 'in', ids).execute() : []
  const byId = new Map(rows.map((row) => [row.id, row]))
  const posts = await assemble(
    db,
    ids.flatMap((id) => byId.get(id) ?? []),
  )
  return { posts, next: found.length > limit ? Number(found[limit - 1]?.key) : undefined }
}
