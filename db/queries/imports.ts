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

/** Their id → the post that came from it, of those asked for. */
export async function listImportedPosts(
  db: Db,
  source: string,
  sourceIds: string[],
): Promise<Map<string, PostRow>> {
  const posts = new Map<string, PostRow>()
  for (const some of chunks(sourceIds, CHUNK)) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('source', '=', source)
      .where('source_id', 'in', some)
      .execute()
    for (const row of rows) posts.set(row.source_id ?? '', row)
  }
  return posts
}

/** Their id of every post that came from a source → their ids of its updates that are here. */
export async function listHeard(db: Db, source: string): Promise<Map<string, Set<string>>> {
  const rows = await db
    .selectFrom('posts as p')
    .innerJoin('updates as u', 'u.post_id', 'p.id')
    .select(['p.source_id as post', 'u.source_id as update'])
    .where('p.source', '=', source)
    .execute()
  const heard = new Map<string, Set<string>>()
  for (const { post, update } of rows) {
    const of = heard.get(post ?? '') ?? new Set()
    heard.set(post ?? '', of.add(update ?? ''))
  }
  return heard
}

export interface ImportedUpdate {
  id: string
  post_id: string
  seq: number
  source_id: string | null
  body: string
  published_at: number
}

/** Every update of these posts, those that were added here too, in their order. */
export async function listUpdatesOf(db: Db, postIds: string[]): Promise<ImportedUpdate[]> {
  const updates: ImportedUpdate[] = []
  for (const some of chunks(postIds, CHUNK)) {
    const rows = await db
      .selectFrom('updates')
      .select(['id', 'post_id', 'seq', 'source_id', 'body', 'published_at'])
      .where('post_id', 'in', some)
      .orderBy('post_id')
      .orderBy('seq')
      .execute()
    updates.push(...rows)
  }
  return updates
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

/** Adds rows in few statements. */
export async function insertAll<Table extends keyof Schema>(
  db: Db,
  table: Table,
  rows: NewRow<Table>[],
): Promise<void> {
  for (const some of chunks(rows, CHUNK))
    await db
      .insertInto(table)
      .values(some as never)
      .execute()
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
