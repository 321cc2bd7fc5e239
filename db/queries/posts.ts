import type { Insertable } from 'kysely'
import type { Kind } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'
import type { PostRow, PostTable, UpdateTable } from '../schema.ts'
import { updatePost } from './change-post.ts'

export async function insertPost(db: Db, post: Insertable<PostTable>, componentIds: string[]): Promise<void> {
  await db
    .insertInto('posts')
    .values({ peak_impact: post.impact, ...post })
    .execute()
  await addPostComponents(db, post.id, componentIds)
}

export async function addPostComponents(db: Db, postId: string, componentIds: string[]): Promise<void> {
  if (!componentIds.length) return
  const rows = componentIds.map((component_id) => ({ post_id: postId, component_id }))
  await db
    .insertInto('post_components')
    .values(rows)
    .onConflict((oc) => oc.doNothing())
    .execute()
}

export async function insertUpdate(
  db: Db,
  update: Insertable<UpdateTable>,
  components: { id: string; oldStatus: string; status: string }[],
): Promise<void> {
  await db.insertInto('updates').values(update).execute()
  if (!components.length) return
  await db
    .insertInto('update_components')
    .values(
      components.map((component) => ({
        update_id: update.id,
        component_id: component.id,
        old_status: component.oldStatus,
        status: component.status,
        at: update.published_at,
      })),
    )
    .execute()
}

/** The post row, locked against other writers where the engine has more than one. */
export function findPostRow(db: Db, id: string): Promise<PostRow | undefined> {
  return db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The update that a form has already made, if it was sent before. */
export function findUpdateByFormKey(db: Db, formKey: string) {
  return db.selectFrom('updates').selectAll().where('form_key', '=', formKey).executeTakeFirst()
}

export function findUpdateRow(db: Db, id: string) {
  return db.selectFrom('updates').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lastSeq(db: Db, postId: string): Promise<number> {
  const row = await db
    .selectFrom('updates')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('post_id', '=', postId)
    .executeTakeFirst()
  return Number(row?.seq ?? 0)
}

/** Replaces the text of an update and keeps the old one as a revision. */
export async function reviseUpdate(
  db: Db,
  old: { id: string; body: string },
  body: string,
  by: { id: number | null; name: string | null },
  at: number,
): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ update_id: old.id, body: old.body, staff_id: by.id, staff_name: by.name, replaced_at: at })
    .execute()
  await db.updateTable('updates').set({ body, edited_at: at }).where('id', '=', old.id).execute()
}

/** Posts for the staff's list: open ones first, then by last change; narrowed to a kind when given. */
export async function listForStaff(
  db: Db,
  page: { kind?: Kind; limit: number; offset: number },
): Promise<PostRow[]> {
  let query = db.selectFrom('posts').selectAll()
  if (page.kind) query = query.where('kind', '=', page.kind)
  return query
    .orderBy((eb) => eb.case().when('ended_at', 'is', null).then(0).else(1).end())
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}

/** Titles of posts by id. */
export async function listTitles(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (!ids.length) return new Map()
  const rows = await db
    .selectFrom('posts')
    .select(['id', 'title'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.title]))
}

/** Closures that the clock still has something to do for. */
export function listTimedClosures(db: Db): Promise<PostRow[]> {
  return db
    .selectFrom('posts')
    .selectAll()
    .where('kind', '=', 'closure')
    .where('filed_at', 'is', null)
    .where('starts_at', 'is not', null)
    .execute()
}

/** Components whose status an open incident other than `postId` has last set to something worse than operational. */
export async function heldByOthers(
  db: Db,
  postId: string,
  componentIds: string[],
): Promise<Map<string, string>> {
  if (!componentIds.length) return new Map()
  const rows = await db
    .selectFrom('update_components as uc')
    .innerJoin('updates as u', 'u.id', 'uc.update_id')
    .innerJoin('posts as p', 'p.id', 'u.post_id')
    .select(['uc.component_id', 'uc.status'])
    .where('uc.component_id', 'in', componentIds)
    .where('p.id', '!=', postId)
    .where('p.kind', '=', 'incident')
    .where('p.ended_at', 'is', null)
    .orderBy('uc.at')
    .orderBy('u.seq')
    .execute()
  return new Map(rows.map((row) => [row.component_id, row.status]))
}

/** Components whose status this post has ever set. */
export async function listTouched(db: Db, postId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('update_components as uc')
    .innerJoin('updates as u', 'u.id', 'uc.update_id')
    .select('uc.component_id')
    .distinct()
    .where('u.post_id', '=', postId)
    .execute()
  return rows.map((row) => row.component_id)
}

/** Gives a post another title and keeps the old one. */
export async function retitlePost(
  db: Db,
  old: { id: string; title: string },
  title: string,
  by: { id: number | null; name: string | null },
  at: number,
): Promise<void> {
  await db
    .insertInto('titles')
    .values({ post_id: old.id, title: old.title, staff_id: by.id, staff_name: by.name, replaced_at: at })
    .execute()
  await updatePost(db, old.id, { title, updated_at: at })
}

/** The former titles of a post, newest first; `language` is null for its own. */
export function listTitlesBefore(db: Db, postId: string) {
  return db
    .selectFrom('titles')
    .select(['title', 'staff_name as staffName', 'replaced_at as replacedAt', 'language'])
    .where('post_id', '=', postId)
    .orderBy('id', 'desc')
    .execute()
}
