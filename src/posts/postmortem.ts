import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { updatePost } from '#db/queries/change-post.ts'
import { findPostRow } from '#db/queries/posts.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { PostRow } from '#db/schema.ts'
import { withFollowers } from '#src/channels/index.ts'
import { Refusal } from '#src/refusal.ts'
import type { Author } from './post.ts'
import { revise } from './revise.ts'
import { update } from './update.ts'

interface By {
  author: Author
  now: number
}

/** Keeps the text of a post-mortem that nobody sees yet. Throws a {@link Refusal} when there is no such incident. */
export function keepPostmortem(db: Db, postId: string, body: string, by: By): Promise<void> {
  return transact(db, async (tx) => {
    await incident(tx, postId)
    await updatePost(tx, postId, { postmortem_draft: body, postmortem_draft_at: by.now })
    await note(tx, 'postmortem.keep', postId, by)
  })
}

/**
 * Publishes the draft as the incident's post-mortem, or, when there is one, as its new text, the former one kept. Throws a
 * {@link Refusal}: nothing drafted, or the incident is not resolved.
 */
export function publishPostmortem(
  db: Db,
  postId: string,
  by: By & { formKey: string; tells: boolean },
): Promise<void> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `post:${postId}`)
    const row = await incident(tx, postId)
    const before = (await findPost(tx, postId))?.updates.find(({ state }) => state === 'postmortem')
    if (row.postmortem_draft === null) {
      if (before) return
      throw new Refusal('invalid', { body_draft: 'Write the post-mortem first.' })
    }
    const body = row.postmortem_draft
    const channels = by.tells ? withFollowers(['email']) : []
    if (before) await revise(tx, before.id, body, by)
    else {
      const entry = { state: 'postmortem', body, statuses: {}, nextUpdateBy: null } as const
      await update(tx, postId, { ...entry, channels }, by)
    }
    await updatePost(tx, postId, { postmortem_draft: null, postmortem_draft_at: null })
  })
}

/** Throws the draft away; what is published stays. */
export function dropPostmortem(db: Db, postId: string, by: By): Promise<void> {
  return transact(db, async (tx) => {
    const row = await incident(tx, postId)
    if (row.postmortem_draft === null)
      throw new Refusal('conflict', {
        form: 'A published post-mortem stays. Publish a better text: both are shown.',
      })
    await updatePost(tx, postId, { postmortem_draft: null, postmortem_draft_at: null })
    await note(tx, 'postmortem.drop', postId, by)
  })
}

async function incident(tx: Db, postId: string): Promise<PostRow> {
  const row = await findPostRow(tx, postId)
  if (row?.kind !== 'incident') throw new Refusal('not_found', { form: 'There is no such incident.' })
  return row
}

function note(tx: Db, action: string, object: string, { author, now }: By): Promise<void> {
  return insertAudit(tx, { at: now, staff: author, action, object })
}
