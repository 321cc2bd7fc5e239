import type { Selectable } from 'kysely'
import type { Db } from '../open.ts'
import type { TextTable } from '../schema.ts'
import { inPortions } from './portions.ts'

export interface TextRow extends Selectable<TextTable> {
  /** The subscriber with this number, if there is one. */
  subscriber_id: number | null
}

/** Keeps what somebody texted to us; the same message again changes nothing. */
export async function insertText(
  db: Db,
  text: { sid: string; sender: string; body: string; at: number },
): Promise<void> {
  await db
    .insertInto('texts')
    .values({ ...text, read_at: null, read_by: null, answered_at: null, answered_by: null })
    .onConflict((oc) => oc.column('sid').doNothing())
    .execute()
}

/** What people texted, newest first, a page at a time. */
export function listTexts(db: Db, limit: number, beforeId?: number): Promise<TextRow[]> {
  let query = texts(db)
  if (beforeId !== undefined) query = query.where('t.id', '<', beforeId)
  return query.orderBy('t.id', 'desc').limit(limit).execute()
}

export function findText(db: Db, id: number): Promise<TextRow | undefined> {
  return texts(db).where('t.id', '=', id).executeTakeFirst()
}

export async function countUnreadTexts(db: Db): Promise<number> {
  const row = await db
    .selectFrom('texts')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Marks a text; who was first to read it stays. */
export async function markText(
  db: Db,
  id: number,
  mark: { by: string; at: number; answered: boolean },
): Promise<void> {
  const { by, at, answered } = mark
  await db
    .updateTable('texts')
    .set({ read_at: at, read_by: by })
    .where('id', '=', id)
    .where('read_at', 'is', null)
    .execute()
  if (answered)
    await db
      .updateTable('texts')
      .set({ answered_at: at, answered_by: by })
      .where('id', '=', id)
      .where('answered_at', 'is', null)
      .execute()
}

export async function deleteTexts(db: Db, before: number): Promise<void> {
  await inPortions<number>(
    (after = 0, limit) =>
      db
        .selectFrom('texts')
        .select('id')
        .where('id', '>', after)
        .where('at', '<', before)
        .orderBy('id')
        .limit(limit)
        .execute(),
    (ids) => db.deleteFrom('texts').where('id', 'in', ids).executeTakeFirst(),
  )
}

function texts(db: Db) {
  return db
    .selectFrom('texts as t')
    .leftJoin('subscribers as s', (join) =>
      join.onRef('s.address', '=', 't.sender').on('s.channel', '=', 'sms'),
    )
    .selectAll('t')
    .select('s.id as subscriber_id')
}
