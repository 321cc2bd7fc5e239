import { type Db, transact } from '#db/open.ts'
import { findDraft, saveDraft } from '#db/queries/drafts.ts'
import { findUpdateByFormKey } from '#db/queries/posts.ts'
import type { DraftRow } from '#db/schema.ts'
import { newId } from '#src/keys.ts'
import type { Typed } from './draft.ts'
import { KIND_NAMES, type Kind } from './kinds.ts'

/** What belongs to the act of sending a form, not to what was written in it. */
const NOT_WRITTEN = new Set(['form_key', 'people', 'look_in', 'email', 'password'])

/**
 * Keeps what was typed, whole or not: nothing unfinished is refused. The draft carries the key of its form, so that
 * keeping it again replaces it and publishing it takes it away. Returns its id, which is a new one when that form
 * has been published meanwhile.
 */
export function keepDraft(
  db: Db,
  typed: Typed,
  by: { author: { id: number }; now: number },
): Promise<{ draftId: string }> {
  return transact(db, async (tx) => {
    const key = formKeyOf(typed)
    const id = (await findUpdateByFormKey(tx, key)) ? newId() : key
    const before = await findDraft(tx, id)
    await saveDraft(tx, {
      id,
      kind: kindOf(typed),
      fields: JSON.stringify(written(typed)),
      author_id: before?.author_id ?? by.author.id,
      created_at: before?.created_at ?? by.now,
      updated_at: by.now,
    })
    return { draftId: id }
  })
}

/** What a kept draft holds, as the form takes it; its key is the draft's id. */
export function typedOfDraft(draft: DraftRow): Typed {
  return { ...(JSON.parse(draft.fields) as Typed), form_key: draft.id }
}

/** The key under which a form counts once; a new one when it came without. */
export function formKeyOf(typed: Typed): string {
  const key = typed.form_key
  return typeof key === 'string' && /^[a-z0-9]{12}$/.test(key) ? key : newId()
}

function kindOf(typed: Typed): Kind {
  return KIND_NAMES.find((kind) => kind === typed.kind) ?? 'incident'
}

function written(typed: Typed): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([field]) => !NOT_WRITTEN.has(field)))
}
