import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findPostRow, retitlePost } from '#db/queries/posts.ts'
import { Refusal } from '#src/refusal.ts'
import { titleField } from './fields.ts'
import type { Author } from './post.ts'
import { touchPost } from './touched.ts'

/**
 * Gives a post another title; the former one is kept and shown. The same title changes nothing. Announces nothing. Throws a
 * {@link Refusal}: no such post, no title.
 */
export function retitle(db: Db, postId: string, title: unknown, by: { author: Author; now: number }) {
  const read = titleField.safeParse(title)
  if (!read.success)
    throw new Refusal('invalid', { title: read.error.issues[0]?.message ?? 'Give it a title.' })
  return transact(db, async (tx) => {
    await takeTurns(tx, `post:${postId}`)
    const post = await findPostRow(tx, postId)
    if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
    if (post.title === read.data) return
    await retitlePost(tx, post, read.data, by.author, by.now)
    const detail = { from: post.title, to: read.data }
    await insertAudit(tx, { at: by.now, staff: by.author, action: 'post.retitle', object: postId, detail })
    await touchPost(tx, { postId, before: post.filed_at, components: false }, by.now)
  })
}
