import type { Insertable } from 'kysely'
import type { Db } from '../open.ts'
import type { PostRow, Schema } from '../schema.ts'

/** A row that is about to be written. */
export type NewRow<Table extends keyof Schema> = Insertable<Schema[Table]>

type Sourced = 'component_groups' | 'components'

/** Their id → ours, for everything of this table that came from a source. */
export async function listSourced(db: Db, table: Sourced, source: string): Promise<Map<string, string>> {
  const rows = await db.selectFrom(table).select(['id', 'source_id']).where('source', '=', source).execute()
  return new Map(rows.map((row) => [row.source_id ?? '', row.id]))
}

/** Their id → the post that came from it. */
export async function listImportedPosts(db: Db, source: string): Promise<Map<string, PostRow>> {
  const rows = await db.selectFrom('posts').selectAll().where('source', '=', source).execute()
  return new Map(rows.map((row) => [row.source_id ?? '', row]))
}

export interface ImportedUpdate {
  id: string
  post_id: string
  seq: number
  source_id: string | null
  body: string
  published_at: number
}

/** Every update of every post that came from a source, those that were added here too, in their order. */
export function listUpdatesOfImported(db: Db, source: string): Promise<ImportedUpdate[]> {
  return db
    .selectFrom('updates as u')
    .innerJoin('posts as p', 'p.id', 'u.post_id')
    .select(['u.id', 'u.post_id', 'u.seq', 'u.source_id', 'u.body', 'u.published_at'])
    .where('p.source', '=', source)
    .orderBy('u.post_id')
    .orderBy('u.seq')
    .execute()
}

/** Whether this update has ever had this text. */
export async function hadText(db: Db, updateId: string, body: string): Promise<boolean> {
  const row = await db
    .selectFrom('revisions')
    .select('id')
    .where('update_id', '=', updateId)
    .where('body', '=', body)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which of these ids are taken already. */
export async function takenIds(
  db: Db,
  table: Sourced | 'posts' | 'updates',
  ids: string[],
): Promise<Set<string>> {
  const taken = new Set<string>()
  for (const some of chunks(ids, CHUNK)) {
    const rows = await db.selectFrom(table).select('id').where('id', 'in', some).execute()
    for (const row of rows) taken.add(row.id)
  }
  return taken
}

/** When each component was last spoken of by an update. */
export async function lastStatements(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('update_components')
    .select((eb) => ['component_id', eb.fn.max('at').as('at')])
    .groupBy('component_id')
    .execute()
  return new Map(rows.map((row) => [row.component_id, Number(row.at)]))
}

/** Adds rows in few statements; `after` hears how many are in. */
export async function insertAll<Table extends keyof Schema>(
  db: Db,
  table: Table,
  rows: NewRow<Table>[],
  after: (count: number) => void = () => {},
): Promise<void> {
  for (const some of chunks(rows, CHUNK)) {
    await db
      .insertInto(table)
      .values(some as never)
      .execute()
    after(some.length)
  }
}

/** Gives the updates of a post this order. The old numbers step aside first: no two may ever be equal. */
export async function reorderUpdates(db: Db, postId: string, idsInOrder: string[]): Promise<void> {
  await db
    .updateTable('updates')
    .set((eb) => ({ seq: eb('seq', '+', 1_000_000) }))
    .where('post_id', '=', postId)
    .execute()
  for (const [index, id] of idsInOrder.entries())
    await db
      .updateTable('updates')
      .set({ seq: index + 1 })
      .where('id', '=', id)
      .execute()
}

// Thirty columns a row at most: well below what one statement may carry on either engine.
const CHUNK = 250

function* chunks<One>(list: One[], size: number): Generator<One[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size)
}
