import type { Db } from '../open.ts'

/** The tags of one subscriber. */
export async function listTagsOf(db: Db, id: number): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriber_tags')
    .select('tag')
    .where('subscriber_id', '=', id)
    .orderBy('tag')
    .execute()
  return rows.map(({ tag }) => tag)
}

/** Gives each of them each of these tags; those who have one already keep it. Returns how many were given. */
export async function addTags(db: Db, ids: number[], tags: string[]): Promise<number> {
  if (!ids.length || !tags.length) return 0
  const result = await db
    .insertInto('subscriber_tags')
    .values(ids.flatMap((subscriber_id) => tags.map((tag) => ({ subscriber_id, tag }))))
    .onConflict((oc) => oc.columns(['tag', 'subscriber_id']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0)
}

/** Returns whether they had it. */
export async function deleteTag(db: Db, id: number, tag: string): Promise<boolean> {
  const result = await db
    .deleteFrom('subscriber_tags')
    .where('subscriber_id', '=', id)
    .where('tag', '=', tag)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** Takes a tag from each of these. Returns from how many. */
export async function deleteTagOf(db: Db, ids: number[], tag: string): Promise<number> {
  if (!ids.length) return 0
  const result = await db
    .deleteFrom('subscriber_tags')
    .where('tag', '=', tag)
    .where('subscriber_id', 'in', ids)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
