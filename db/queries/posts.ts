import type { Insertable, Updateable } from 'kysely'
import type { Kind } from '#src/posts/kinds.ts'
import type { Post, Update } from '#src/posts/post.ts'
import type { Db } from '../open.ts'
import type { PostRow, PostTable, UpdateTable } from '../schema.ts'

export async function insertPost(db: Db, post: Insertable<PostTable>, componentIds: string[]): Promise<void> {
  await db.insertInto('posts').values(post).execute()
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

export async function updatePost(db: Db, id: string, changes: Updateable<PostTable>): Promise<void> {
  await db.updateTable('posts').set(changes).where('id', '=', id).execute()
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

/** One post with its updates and revisions; undefined when there is none. */
export async function findPost(db: Db, id: string): Promise<Post | undefined> {
  const rows = await db.selectFrom('posts').selectAll().where('id', '=', id).execute()
  return (await assemble(db, rows))[0]
}

/** Posts that stand above the timeline: open incidents, closures not yet over. Oldest publication last. */
export async function listUnfiled(db: Db): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('filed_at', 'is', null)
    .orderBy('published_at', 'desc')
    .orderBy('id')
    .execute()
  return assemble(db, rows)
}

/** Posts filed in `[from, to)`, newest first, narrowed to a kind or a component when given. */
export async function listFiled(
  db: Db,
  span: { from: number; to: number },
  only: { kind?: Kind; componentId?: string } = {},
): Promise<Post[]> {
  let query = db
    .selectFrom('posts')
    .selectAll()
    .where('filed_at', '>=', span.from)
    .where('filed_at', '<', span.to)
  if (only.kind) query = query.where('kind', '=', only.kind)
  if (only.componentId) {
    const componentId = only.componentId
    query = query.where('id', 'in', (eb) =>
      eb.selectFrom('post_components').select('post_id').where('component_id', '=', componentId),
    )
  }
  return assemble(db, await query.orderBy('filed_at', 'desc').orderBy('id').execute())
}

/** The first and last instant at which anything is filed; undefined when nothing is. */
export async function filedSpan(db: Db): Promise<{ first: number; last: number } | undefined> {
  const row = await db
    .selectFrom('posts')
    .select((eb) => [eb.fn.min('filed_at').as('first'), eb.fn.max('filed_at').as('last')])
    .executeTakeFirst()
  if (row?.first == null || row.last == null) return undefined
  return { first: Number(row.first), last: Number(row.last) }
}

/** Newest posts for the staff's list, by last change. */
export async function listRecent(db: Db, limit: number, offset = 0): Promise<Post[]> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  return assemble(db, rows)
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

async function assemble(db: Db, rows: PostRow[]): Promise<Post[]> {
  if (!rows.length) return []
  const ids = rows.map((row) => row.id)
  const [components, updates] = await Promise.all([componentsOf(db, ids), updatesOf(db, ids)])
  return rows.map((row) => ({
    ...toPost(row),
    components: components.get(row.id) ?? [],
    updates: updates.get(row.id) ?? [],
  }))
}

async function componentsOf(db: Db, postIds: string[]) {
  const rows = await db
    .selectFrom('post_components as pc')
    .innerJoin('components as c', 'c.id', 'pc.component_id')
    .select(['pc.post_id', 'c.id', 'c.name'])
    .where('pc.post_id', 'in', postIds)
    .orderBy('c.position')
    .orderBy('c.name')
    .execute()
  return grouped(
    rows,
    (row) => row.post_id,
    ({ id, name }) => ({ id, name }),
  )
}

async function updatesOf(db: Db, postIds: string[]): Promise<Map<string, Update[]>> {
  const updates = await db
    .selectFrom('updates')
    .selectAll()
    .where('post_id', 'in', postIds)
    .orderBy('seq', 'desc')
    .execute()
  const ofThese = db.selectFrom('updates').select('id').where('post_id', 'in', postIds)
  const [components, revisions] = await Promise.all([
    db
      .selectFrom('update_components as uc')
      .innerJoin('components as c', 'c.id', 'uc.component_id')
      .select(['uc.update_id', 'c.id', 'c.name', 'uc.old_status as oldStatus', 'uc.status'])
      .where('uc.update_id', 'in', ofThese)
      .orderBy('c.position')
      .execute(),
    db.selectFrom('revisions').selectAll().where('update_id', 'in', ofThese).orderBy('id', 'desc').execute(),
  ])
  const componentsByUpdate = grouped(
    components,
    (row) => row.update_id,
    ({ update_id: _, ...rest }) => rest as Update['components'][number],
  )
  const revisionsByUpdate = grouped(
    revisions,
    (row) => row.update_id,
    (row) => ({
      body: row.body,
      staffName: row.staff_name,
      replacedAt: row.replaced_at,
    }),
  )
  return grouped(
    updates,
    (row) => row.post_id,
    (row) => ({
      id: row.id,
      seq: row.seq,
      state: row.state as Update['state'],
      body: row.body,
      authorName: row.author_name,
      nextUpdateBy: row.next_update_by,
      publishedAt: row.published_at,
      editedAt: row.edited_at,
      components: componentsByUpdate.get(row.id) ?? [],
      revisions: revisionsByUpdate.get(row.id) ?? [],
    }),
  )
}

function grouped<Row, Value>(
  rows: Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(value(row))
    else groups.set(key(row), [value(row)])
  }
  return groups
}

/** A row as the noun that the rest of the program knows, without its parts. */
export function toPost(row: PostRow): Post {
  const { starts_wall, ends_wall, time_zone, starts_at, ends_at } = row
  const window =
    starts_wall && ends_wall && time_zone && starts_at != null && ends_at != null
      ? {
          startsWall: starts_wall,
          endsWall: ends_wall,
          timeZone: time_zone,
          startsAt: starts_at,
          endsAt: ends_at,
        }
      : null
  return {
    id: row.id,
    kind: row.kind as Post['kind'],
    title: row.title,
    state: row.state as Post['state'],
    impact: row.impact as Post['impact'],
    disclosedAt: row.disclosed_at,
    startedAt: row.started_at,
    detectedAt: row.detected_at,
    resolvedAt: row.resolved_at,
    nextUpdateBy: row.next_update_by,
    reason: row.reason as Post['reason'],
    window,
    stillWorks: row.still_works,
    remindMinutes: row.remind_minutes,
    labels: row.labels ? JSON.parse(row.labels) : [],
    releasedOn: row.released_on,
    authorName: row.author_name,
    createdAt: row.created_at,
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
    filedAt: row.filed_at,
    backdatedAt: row.backdated_at,
    components: [],
    updates: [],
  }
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
