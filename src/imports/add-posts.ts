import { insertAll, type NewRow, takenIds } from '#db/queries/imports.ts'
import { findPage } from '#db/queries/page.ts'
import { offeredBy } from '#src/words/offered.ts'
import type { PastPost, PastUpdate } from './history.ts'
import { endingOf } from './record.ts'
import { ownId, type Run, tallyOf } from './run.ts'

/** Adds the posts that are not here yet, back-dated, with all their updates. */
export async function addPosts(run: Run): Promise<void> {
  const { tx, history, now } = run
  const fresh = history.posts.filter((post) => !run.postsBefore.has(post.sourceId))
  const taken = await takenIds(
    tx,
    'posts',
    fresh.map((post) => post.sourceId),
  )
  const ids = new Map(fresh.map((post) => [post, ownId(post.sourceId, taken)]))
  const idOf = (post: PastPost) => ids.get(post) ?? ''
  const { own } = offeredBy(await findPage(tx))
  await insertAll(
    tx,
    'posts',
    fresh.map((post) => ({
      ...columnsOf(post, now),
      id: idOf(post),
      language: own,
      created_at: post.publishedAt,
      backdated_at: now,
      source: history.source,
      source_id: post.sourceId,
    })),
  )
  await insertAll(
    tx,
    'post_components',
    fresh.flatMap((post) =>
      ownComponents(run, post).map((component_id) => ({ post_id: idOf(post), component_id })),
    ),
  )
  await addUpdates(
    run,
    fresh.flatMap((post) =>
      post.updates.map((update, index) => ({ update, postId: idOf(post), seq: index + 1 })),
    ),
  )
  for (const post of fresh) tallyOf(run, post.kind).created += 1
}

/** Adds updates to posts that are here. Returns their ids, in the same order. */
export async function addUpdates(
  run: Run,
  said: { update: PastUpdate; postId: string; seq: number }[],
): Promise<string[]> {
  const { tx, kept } = run
  const taken = await takenIds(
    tx,
    'updates',
    said.map(({ update }) => update.sourceId),
  )
  const rows = said.map(({ update, postId, seq }) =>
    updateRow(update, ownId(update.sourceId, taken), postId, seq),
  )
  await insertAll(tx, 'updates', rows)
  const statuses = said.flatMap(({ update }, index) => statusRows(run, update, rows[index]?.id ?? ''))
  await insertAll(tx, 'update_components', statuses)
  kept.updates.created += rows.length
  return rows.map((row) => row.id)
}

function updateRow(update: PastUpdate, id: string, postId: string, seq: number): NewRow<'updates'> {
  return {
    id,
    post_id: postId,
    seq,
    state: update.state,
    body: update.body,
    author_id: null,
    author_name: null,
    next_update_by: null,
    published_at: update.publishedAt,
    edited_at: null,
    form_key: null,
    source_id: update.sourceId,
  }
}

function statusRows(run: Run, update: PastUpdate, updateId: string): NewRow<'update_components'>[] {
  return update.components.flatMap(({ sourceId, oldStatus, status }) => {
    const component_id = run.componentIds.get(sourceId)
    if (!component_id) return []
    return [{ update_id: updateId, component_id, old_status: oldStatus, status, at: update.publishedAt }]
  })
}

export function ownComponents(run: Run, post: PastPost): string[] {
  return post.componentIds.flatMap((sourceId) => run.componentIds.get(sourceId) ?? [])
}

/** What a post's record says of it, as columns: all but whence and since when we have it. */
export function columnsOf(post: PastPost, now: number) {
  const { window } = post
  const ending = endingOf(post, now)
  return {
    kind: post.kind,
    title: post.title,
    state: post.updates.at(-1)?.state ?? 'investigating',
    impact: post.impact,
    disclosed_at: null,
    started_at: post.startedAt,
    detected_at: null,
    resolved_at: ending.resolvedAt,
    next_update_by: null,
    reason: post.reason,
    starts_wall: window?.startsWall ?? null,
    ends_wall: window?.endsWall ?? null,
    time_zone: window?.timeZone ?? null,
    starts_at: window?.startsAt ?? null,
    ends_at: window?.endsAt ?? null,
    still_works: null,
    remind_minutes: null,
    labels: '[]',
    released_on: null,
    author_id: null,
    author_name: null,
    published_at: post.publishedAt,
    updated_at: post.changedAt,
    ended_at: ending.endedAt,
    filed_at: ending.endedAt,
  } satisfies Partial<NewRow<'posts'>>
}
