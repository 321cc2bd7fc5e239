import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { updatePost } from '#db/queries/change-post.ts'
import { writeUpdateText } from '#db/queries/post-texts.ts'
import {
  addPostComponents,
  findPostRow,
  findUpdateByFormKey,
  insertUpdate,
  lastSeq,
} from '#db/queries/posts.ts'
import { updateComponent } from '#db/queries/status.ts'
import type { Channel } from '#src/channels/channel.ts'
import { newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import type { Status } from '#src/status/component.ts'
import type { Language } from '#src/words/language.ts'
import { announce } from './announce.ts'
import { movedFrom, type Times } from './closing.ts'
import { changesOf } from './component-changes.ts'
import { type Impact, KINDS, type Kind, mayBecome, STATE_LABELS, type State } from './kinds.ts'
import type { Author, Window } from './post.ts'
import { type Published, refuseUnknownComponents } from './publish.ts'
import type { Bodies } from './texts.ts'
import { touchPost } from './touched.ts'

/** One entry of a post's timeline, about to be said. */
export interface Entry {
  state: State
  /** Markdown, in the post's own language. */
  body: string
  /** The same in others. */
  texts?: Bodies
  /** Component id → what is said of it from now on. */
  statuses: Record<string, Status>
  /** Components that this is about too, though nothing changes for them. */
  names?: string[]
  nextUpdateBy: number | null
  /** Channels to announce on; empty: not announced. */
  channels: Channel[]
  /** Only when they change with this update. */
  impact?: Impact
  window?: Window
}

/**
 * Adds an update to a post, durable together with what it changes and with its announcement. The same `formKey`
 * twice makes one update. Throws a {@link Refusal}: no such post, a state that cannot follow, an unknown component.
 */
export function update(
  db: Db,
  postId: string,
  entry: Entry,
  by: { author: Author; now: number; formKey: string },
): Promise<Published> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `post:${postId}`)
    await takeTurns(tx, `form:${by.formKey}`)
    const already = await findUpdateByFormKey(tx, by.formKey)
    if (already && already.post_id !== postId)
      throw new Refusal('conflict', {
        form: 'This form has been sent for another post. Open this post anew.',
      })
    if (already) return { postId: already.post_id, updateId: already.id }
    const post = await findPostRow(tx, postId)
    if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
    const kind = post.kind as Kind
    if (post.state !== entry.state && !mayBecome(kind, post.state as State, entry.state)) {
      throw new Refusal('invalid', {
        state: `This ${kind} is “${STATE_LABELS[post.state as State]}”; it cannot become “${STATE_LABELS[entry.state] ?? entry.state}”.`,
      })
    }
    const concerned = [...new Set([...Object.keys(entry.statuses), ...(entry.names ?? [])])]
    await refuseUnknownComponents(tx, concerned)
    await addPostComponents(tx, postId, concerned)
    const said = await say(tx, postId, entry, by)
    await insertAudit(tx, {
      at: by.now,
      staff: by.author,
      action: 'post.update',
      object: postId,
      detail: { state: entry.state, announced: entry.channels },
    })
    const components = entry.state === 'resolved' || Object.keys(entry.statuses).length > 0
    await touchPost(tx, { postId, before: post.filed_at, components }, by.now)
    return { postId, ...said }
  })
}

/** Writes one update of a post and everything that follows from it; part of the caller's transaction. */
export async function say(
  tx: Db,
  postId: string,
  entry: Entry,
  by: { author: Author; now: number; formKey: string },
): Promise<{ updateId: string; announcementId?: number }> {
  const { author, now } = by
  const post = await findPostRow(tx, postId)
  if (!post) throw new Refusal('not_found', { form: 'There is no such post.' })
  const kind = post.kind as Kind
  const seq = (await lastSeq(tx, postId)) + 1
  const changes = await changesOf(tx, postId, kind, entry)
  const updateId = newId()
  await insertUpdate(
    tx,
    {
      id: updateId,
      post_id: postId,
      seq,
      state: entry.state,
      body: entry.body,
      author_id: author.id,
      author_name: author.name,
      next_update_by: entry.nextUpdateBy,
      published_at: now,
      edited_at: null,
      form_key: by.formKey,
      source_id: null,
    },
    changes,
  )
  for (const [language, body] of Object.entries(entry.texts ?? {}) as [Language, string][])
    if (language !== post.language) await writeUpdateText(tx, updateId, language, body)
  for (const change of changes)
    await updateComponent(tx, change.id, { status: change.status, updated_at: now })
  const over = KINDS[kind].ends.includes(entry.state)
  const { window } = entry
  await updatePost(tx, postId, {
    state: entry.state,
    next_update_by: over ? null : entry.nextUpdateBy,
    updated_at: now,
    ended_at: over ? (post.ended_at ?? now) : null,
    filed_at: filedAt(kind, over, post, now),
    ...(entry.state === 'resolved'
      ? { resolved_at: post.resolved_at ?? now }
      : over
        ? {}
        : { resolved_at: null }),
    ...(entry.impact ? { impact: entry.impact } : {}),
    ...(window
      ? {
          starts_wall: window.startsWall,
          ends_wall: window.endsWall,
          time_zone: window.timeZone,
          starts_at: window.startsAt,
          ends_at: window.endsAt,
        }
      : {}),
  })
  if (!entry.channels.length || post.backdated_at !== null) return { updateId }
  const announcementId = await announce(tx, {
    key: `update:${updateId}`,
    occasion: 'update',
    post: { id: postId, kind },
    updateId,
    channels: entry.channels,
    author,
    now,
    movedFrom: movedFrom(formerWindow(post), window),
  })
  return { updateId, announcementId }
}

/** Releases stand in the timeline from their first word; incidents and closures once they are over. */
function filedAt(kind: Kind, over: boolean, post: { filed_at: number | null }, now: number): number | null {
  if (kind === 'release') return over ? (post.filed_at ?? now) : now
  // A closure that ends at midnight belongs to the day that ends with it.
  const at = kind === 'closure' ? now - 1 : now
  return over ? (post.filed_at ?? at) : null
}

function formerWindow({
  starts_at,
  ends_at,
}: {
  starts_at: number | null
  ends_at: number | null
}): Times | null {
  return starts_at === null || ends_at === null ? null : { startsAt: starts_at, endsAt: ends_at }
}
