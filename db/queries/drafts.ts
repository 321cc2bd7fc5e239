import type { Db } from '../open.ts'
import type { DraftRow } from '../schema.ts'

/** Keeps what was typed, whole or not; the same id again replaces it. */
export async function saveDraft(db: Db, draft: DraftRow): Promise<void> {
  await db
    .insertInto('drafts')
    .values(draft)
    .onConflict((oc) =>
      oc.column('id').doUpdateSet({ kind: draft.kind, fields: draft.fields, updated_at: draft.updated_at }),
    )
    .execute()
}

export function findDraft(db: Db, id: string): Promise<DraftRow | undefined> {
  return db.selectFrom('drafts').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listDrafts(db: Db): Promise<DraftRow[]> {
  return db.selectFrom('drafts').selectAll().orderBy('updated_at', 'desc').execute()
}

export async function deleteDraft(db: Db, id: string): Promise<void> {
  await db.deleteFrom('drafts').where('id', '=', id).execute()
}
