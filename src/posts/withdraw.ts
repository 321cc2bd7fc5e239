import { type Db, transact } from '#db/open.ts'
import { findPostRow } from '#db/queries/posts.ts'
import { hasAnnouncement } from '#db/queries/told.ts'
import { withFollowers } from '#src/channels/index.ts'
import { Refusal } from '#src/refusal.ts'
import type { Author } from './post.ts'
import { type Entry, update } from './update.ts'

const KEPT =
  'What was published stays, so that nobody is left with half a story. Resolve it, or correct its text: the correction is shown.'

/**
 * What is left of deleting where nothing that was published may vanish: a closure that has not begun is cancelled, and
 * those who were told of it are told that. Throws a {@link Refusal} for anything else.
 */
export function withdraw(
  db: Db,
  postId: string,
  by: { author: Author; now: number; formKey: string },
): Promise<void> {
  return transact(db, async (tx) => {
    const post = await findPostRow(tx, postId)
    if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
    if (post.state === 'cancelled') return
    const begun = post.state !== 'scheduled' || (post.starts_at ?? 0) <= by.now
    if (post.kind !== 'closure' || begun) throw new Refusal('conflict', { form: KEPT })
    const channels = (await hasAnnouncement(tx, postId)) ? withFollowers(['email']) : []
    const body = 'This maintenance has been cancelled.'
    const entry: Entry = { state: 'cancelled', body, statuses: {}, nextUpdateBy: null, channels }
    await update(tx, postId, entry, by)
  })
}
