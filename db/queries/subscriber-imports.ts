import type { Insertable, Updateable } from 'kysely'
import type { Db } from '../open.ts'
import type { SubscriberImportRow, SubscriberImportTable } from '../schema.ts'

/** What an import is at: `new` until somebody has said how to read it, `clearing` while its rows are forgotten. */
export const IMPORT_STATES = [
  'new',
  'checking',
  'checked',
  'running',
  'clearing',
  'done',
  'cancelled',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export async function insertImport(db: Db, one: Insertable<SubscriberImportTable>): Promise<number> {
  const row = await db.insertInto('subscriber_imports').values(one).returning('id').executeTakeFirstOrThrow()
  return Number(row.id)
}

export function findImport(db: Db, id: number): Promise<SubscriberImportRow | undefined> {
  return db.selectFrom('subscriber_imports').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The newest first. */
export function listImports(db: Db, limit: number): Promise<SubscriberImportRow[]> {
  return db.selectFrom('subscriber_imports').selectAll().orderBy('id', 'desc').limit(limit).execute()
}

/** The one whose turn it is: at work, and not asked to wait any longer. */
export function findImportAtWork(db: Db, now: number): Promise<SubscriberImportRow | undefined> {
  return db
    .selectFrom('subscriber_imports')
    .selectAll()
    .where('state', 'in', ['checking', 'running', 'clearing'])
    .where('turn_at', '<=', now)
    .orderBy('turn_at')
    .limit(1)
    .executeTakeFirst()
}

/** Changes an import as long as it stands as it was read. Returns whether it did: somebody else may have had this turn. */
export async function moveImport(
  tx: Db,
  { id, state, read_bytes }: Pick<SubscriberImportRow, 'id' | 'state' | 'read_bytes'>,
  changes: Updateable<SubscriberImportTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('subscriber_imports')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', state)
    .where('read_bytes', '=', read_bytes)
    .executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

/** Imports that nobody has gone on with, whose rows are not to lie about; and those that are long over. */
export function listStaleImports(
  db: Db,
  untouchedSince: number,
  overSince: number,
): Promise<{ id: number }[]> {
  return db
    .selectFrom('subscriber_imports')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', 'in', ['new', 'checked']), eb('created_at', '<', untouchedSince)]),
        eb.and([eb('state', 'in', ['done', 'cancelled']), eb('created_at', '<', overSince)]),
      ]),
    )
    .limit(20)
    .execute()
}

export async function deleteImport(tx: Db, id: number): Promise<void> {
  await tx.deleteFrom('subscriber_imports').where('id', '=', id).execute()
}
