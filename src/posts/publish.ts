import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { deleteDraft } from '#db/queries/drafts.ts'
import { findPage } from '#db/queries/page.ts'
import { writePostText } from '#db/queries/post-texts.ts'
import { findUpdateByFormKey, insertPost } from '#db/queries/posts.ts'
import { findComponents } from '#db/queries/status.ts'
import { newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import type { Language } from '#src/words/language.ts'
import { offeredBy } from '#src/words/offered.ts'
import type { Draft } from './draft.ts'
import type { Author } from './post.ts'
import type { PostText, Translations } from './texts.ts'
import { touchPost } from './touched.ts'
import { bodiesOf } from './translations.ts'
import { say } from './update.ts'

export interface Published {
  postId: string
  updateId: string
  /** Undefined when nobody is to be told. */
  announcementId?: number
}

/**
 * Publishes a draft: post, first update, component statuses, announcement and audit entry are durable together
 * when this resolves; from then on a crash costs nothing. The same `formKey` twice makes one post. `asOf`: written down now
 * for that instant in the past; shown as such and never announced.
 * Throws a {@link Refusal} when a component is not known.
 */
export function publish(
  db: Db,
  draft: Draft,
  by: { author: Author; now: number; formKey: string; draftId?: string; asOf?: number },
): Promise<Published> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `form:${by.formKey}`)
    const already = await findUpdateByFormKey(tx, by.formKey)
    if (already) return { postId: already.post_id, updateId: already.id }
    await refuseUnknownComponents(tx, draft.componentIds)
    const { author, now } = by
    const at = by.asOf ?? now
    const id = newId()
    const language = draft.language ?? offeredBy(await findPage(tx)).own
    await insertPost(
      tx,
      {
        ...rowOf(draft),
        id,
        language,
        author_id: author.id,
        author_name: author.name,
        created_at: at,
        published_at: at,
        updated_at: at,
        backdated_at: by.asOf === undefined ? null : now,
      },
      draft.componentIds,
    )
    await writeTitles(tx, id, language, draft.texts ?? {})
    const said = await say(
      tx,
      id,
      {
        state: draft.state,
        body: draft.body,
        statuses: draft.statuses,
        nextUpdateBy: draft.nextUpdateBy,
        channels: draft.channels,
        texts: bodiesOf(draft.texts ?? {}),
        ...(draft.names ? { names: draft.names } : {}),
      },
      { ...by, now: at },
    )
    if (by.draftId) await deleteDraft(tx, by.draftId)
    await insertAudit(tx, {
      at: now,
      staff: author,
      action: 'post.publish',
      object: id,
      detail: { kind: draft.kind, announced: draft.channels },
    })
    const components = Object.keys(draft.statuses).length > 0
    await touchPost(tx, { postId: id, before: null, components }, now)
    return { postId: id, ...said }
  })
}

/** What it is called in other languages, and what still works. */
async function writeTitles(tx: Db, postId: string, own: Language, texts: Translations): Promise<void> {
  for (const [language, { title = null, stillWorks = null }] of Object.entries(texts) as [
    Language,
    Partial<PostText>,
  ][])
    if (language !== own && (title || stillWorks))
      await writePostText(tx, postId, language, { title, stillWorks })
}

/** Throws a {@link Refusal} beside `components` unless every id is a component that is still in use. */
export async function refuseUnknownComponents(db: Db, ids: string[]): Promise<void> {
  const known = await findComponents(db, ids)
  if (known.filter((component) => component.archivedAt === null).length < ids.length) {
    throw new Refusal('invalid', { components: 'One of these components no longer exists. Choose again.' })
  }
}

function rowOf(draft: Draft) {
  const { window } = draft
  return {
    kind: draft.kind,
    title: draft.title,
    state: draft.state,
    impact: draft.impact,
    disclosed_at: draft.disclosed ? draft.startedAt : null,
    started_at: draft.startedAt,
    detected_at: draft.detectedAt,
    resolved_at: null,
    next_update_by: draft.nextUpdateBy,
    reason: draft.reason,
    starts_wall: window?.startsWall ?? null,
    ends_wall: window?.endsWall ?? null,
    time_zone: window?.timeZone ?? null,
    starts_at: window?.startsAt ?? null,
    ends_at: window?.endsAt ?? null,
    starts_by_hand: window?.startsByHand ? 1 : 0,
    ends_by_hand: window?.endsByHand ? 1 : 0,
    keeps_status: window?.keepsStatus ? 1 : 0,
    still_works: draft.stillWorks,
    remind_minutes: draft.remindMinutes,
    labels: JSON.stringify(draft.labels),
    released_on: draft.releasedOn,
    ended_at: null,
    filed_at: null,
    source: null,
    source_id: null,
  }
}
