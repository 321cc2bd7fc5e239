import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findPostRow, findUpdateRow, reviseUpdate } from '#db/queries/posts.ts'
import { Refusal } from '#src/refusal.ts'
import type { Author } from './post.ts'
import { touchPost } from './touched.ts'

/**
 * Replaces the text of a published update; the old text stays as a revision for everybody to see. Text that is
 * the same changes nothing. Announces nothing. Throws a {@link Refusal} when there is no such update.
 */
export function revise(
  db: Db,
  updateId: string,
  body: string,
  by: { author: Author; now: number },
): Promise<{ postId: string }> {
  return transact(db, async (tx) => {
    const old = await findUpdateRow(tx, updateId)
    if (!old) throw new Refusal('not_found', { form: 'There is no such update.' })
    if (old.body !== body) {
      await reviseUpdate(tx, old, body, by.author, by.now)
      await insertAudit(tx, { at: by.now, staff: by.author, action: 'update.revise', object: updateId })
      const post = await findPostRow(tx, old.post_id)
      await touchPost(tx, { postId: old.post_id, before: post?.filed_at ?? null, components: false }, by.now)
    }
    return { postId: old.post_id }
  })
}
