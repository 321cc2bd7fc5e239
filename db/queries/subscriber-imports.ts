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

/** Adds text to an import; `start` and `size` in bytes. */
export async function insertPiece(
  db: Db,
  piece: { import_id: number; start: number; size: number; text: string },
): Promise<void> {
  await db.insertInto('import_pieces').values(piece).execute()
}

/** The text from a byte on, at least so many bytes of it, unless it ends before. */
export async function readText(db: Db, id: number, from: number, least: number): Promise<Buffer> {
  const begin = await db
    .selectFrom('import_pieces')
    .select((eb) => eb.fn.max('start').as('start'))
    .where('import_id', '=', id)
    .where('start', '<=', from)
    .executeTakeFirst()
  const start = Number(begin?.start ?? 0)
  const rows = await db
    .selectFrom('import_pieces')
    .select('text')
    .where('import_id', '=', id)
    .where('start', '>=', start)
    .where('start', '<', from + least)
    .orderBy('start')
    .execute()
  return Buffer.from(rows.map(({ text }) => text).join('')).subarray(from - start)
}

/** Forgets some of what an import was made of. Returns whether there may be more. */
export async function clearImport(tx: Db, id: number, limit: number): Promise<boolean> {
  const seen = await tx
    .deleteFrom('import_seen')
    .where('import_id', '=', id)
    .where('hash', 'in', (eb) =>
      eb.selectFrom('import_seen').select('hash').where('import_id', '=', id).limit(limit),
    )
    .executeTakeFirst()
  if (Number(seen.numDeletedRows) >= limit) return true
  const pieces = await tx
    .deleteFrom('import_pieces')
    .where('import_id', '=', id)
    .where('start', 'in', (eb) =>
      eb.selectFrom('import_pieces').select('start').where('import_id', '=', id).limit(PIECES),
    )
    .executeTakeFirst()
  return Number(pieces.numDeletedRows) >= PIECES
}

/** Some half a megabyte. */
const PIECES = 8

/** Of these hashes those that this run has met already; the others are noted as met. */
export async function meetHashes(tx: Db, id: number, hashes: string[]): Promise<Set<string>> {
  if (!hashes.length) return new Set()
  const rows = await tx
    .selectFrom('import_seen')
    .select('hash')
    .where('import_id', '=', id)
    .where('hash', 'in', hashes)
    .execute()
  const met = new Set(rows.map(({ hash }) => hash))
  const fresh = hashes.filter((hash) => !met.has(hash)).map((hash) => ({ import_id: id, hash }))
  if (fresh.length)
    await tx
      .insertInto('import_seen')
      .values(fresh)
      .onConflict((oc) => oc.doNothing())
      .execute()
  return met
}

/** Notes what is wrong with lines; a line has one problem. */
export async function noteProblems(
  tx: Db,
  id: number,
  problems: { line: number; problem: string }[],
): Promise<void> {
  if (!problems.length) return
  await tx
    .insertInto('import_problems')
    .values(problems.map((one) => ({ import_id: id, ...one })))
    .onConflict((oc) => oc.columns(['import_id', 'line']).doNothing())
    .execute()
}

export function listProblems(
  db: Db,
  id: number,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<{ line: number; problem: string }[]> {
  return db
    .selectFrom('import_problems')
    .select(['line', 'problem'])
    .where('import_id', '=', id)
    .where('line', '>', after)
    .orderBy('line')
    .limit(limit)
    .execute()
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
