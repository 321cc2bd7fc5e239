import { updatePost } from '#db/queries/change-post.ts'
import { hadText, type ImportedUpdate, listUpdatesOf, reorderUpdates } from '#db/queries/imports.ts'
import { addPostComponents, reviseUpdate } from '#db/queries/posts.ts'
import { CLOCK } from '#src/posts/post.ts'
import { addUpdates, columnsOf, ownComponents } from './add-posts.ts'
import type { PastPost } from './history.ts'
import { type Run, tallyOf } from './run.ts'

/**
 * Brings posts of earlier imports up to a newer word of their page. What staff have said or changed here since is
 * newer than an old file and stays.
 */
export async function followPosts(run: Run): Promise<void> {
  const { tx, history, now } = run
  const ids = [...run.postsBefore.values()].map((row) => row.id)
  const updates = Map.groupBy(await listUpdatesOf(tx, ids), (update) => update.post_id)
  for (const post of history.posts) {
    const row = run.postsBefore.get(post.sourceId)
    if (!row) continue
    const here = updates.get(row.id) ?? []
    const added = await addMissing(run, post, row.id, here)
    const revised = post.changedAt >= row.updated_at ? await reviseChanged(run, post, here) : 0
    const newer = post.changedAt > row.updated_at
    if (newer) {
      await updatePost(tx, row.id, columnsOf(post, now))
      await addPostComponents(tx, row.id, ownComponents(run, post))
    }
    if (newer || added || revised) tallyOf(run, post.kind).changed += 1
  }
}

/** Returns how many there were. */
async function addMissing(run: Run, post: PastPost, postId: string, here: ImportedUpdate[]): Promise<number> {
  const known = new Set(here.map((update) => update.source_id))
  const missing = post.updates.filter((update) => !known.has(update.sourceId))
  if (!missing.length) return 0
  const last = here.at(-1)
  const from = (last?.seq ?? 0) + 1
  const ids = await addUpdates(
    run,
    missing.map((update, index) => ({ update, postId, seq: from + index })),
  )
  // Heard late: it was said before something that is here already.
  if (last && missing.some((update) => update.publishedAt < last.published_at)) {
    const all = [
      ...here.map((update) => ({ id: update.id, at: update.published_at })),
      ...missing.map((update, index) => ({ id: ids[index] ?? '', at: update.publishedAt })),
    ]
    const inOrder = all.sort((a, b) => a.at - b.at).map((update) => update.id)
    await reorderUpdates(run.tx, postId, inOrder)
  }
  return missing.length
}

/** A text that this update has had before is an old one, not a change: staff may have corrected it here. */
async function reviseChanged(run: Run, post: PastPost, here: ImportedUpdate[]): Promise<number> {
  const bySource = new Map(here.map((update) => [update.source_id, update]))
  let revised = 0
  for (const { sourceId, body } of post.updates) {
    const old = bySource.get(sourceId)
    if (!old || old.body === body || (await hadText(run.tx, old.id, body))) continue
    await reviseUpdate(run.tx, old, body, CLOCK, run.now)
    revised += 1
  }
  run.kept.updates.changed += revised
  return revised
}
