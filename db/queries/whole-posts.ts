import type { Impact } from '#src/posts/kinds.ts'
import type { Post, Update } from '#src/posts/post.ts'
import type { Language } from '#src/words/language.ts'
import type { Db } from '../open.ts'
import type { PostRow } from '../schema.ts'
import { grouped } from './grouped.ts'
import { textsOfPosts, textsOfUpdates } from './post-texts.ts'

/** One post with its updates and revisions; undefined when there is none. */
export async function findPost(db: Db, id: string): Promise<Post | undefined> {
  const rows = await db.selectFrom('posts').selectAll().where('id', '=', id).execute()
  return (await assemble(db, rows))[0]
}

/** The same by the id that it had where it was imported from; the first of several. */
export async function findPostBySource(db: Db, sourceId: string): Promise<Post | undefined> {
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('source_id', '=', sourceId)
    .orderBy('created_at')
    .limit(1)
    .execute()
  return (await assemble(db, rows))[0]
}

/** Rows as posts with all their parts, in the same order. */
export async function assemble(db: Db, rows: PostRow[]): Promise<Post[]> {
  if (!rows.length) return []
  const ids = rows.map((row) => row.id)
  const own = new Map(rows.map((row) => [row.id, row.language as Language]))
  const [components, updates, texts] = await Promise.all([
    componentsOf(db, ids),
    updatesOf(db, ids, own),
    textsOfPosts(db, ids),
  ])
  return rows.map((row) => ({
    ...toPost(row),
    texts: texts.get(row.id) ?? {},
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

async function updatesOf(
  db: Db,
  postIds: string[],
  own: Map<string, Language>,
): Promise<Map<string, Update[]>> {
  const updates = await db
    .selectFrom('updates')
    .selectAll()
    .where('post_id', 'in', postIds)
    .orderBy('seq', 'desc')
    .execute()
  const ofThese = db.selectFrom('updates').select('id').where('post_id', 'in', postIds)
  const [components, revisions, texts] = await Promise.all([
    db
      .selectFrom('update_components as uc')
      .innerJoin('components as c', 'c.id', 'uc.component_id')
      .select(['uc.update_id', 'c.id', 'c.name', 'uc.old_status as oldStatus', 'uc.status'])
      .where('uc.update_id', 'in', ofThese)
      .orderBy('c.position')
      .execute(),
    db.selectFrom('revisions').selectAll().where('update_id', 'in', ofThese).orderBy('id', 'desc').execute(),
    textsOfUpdates(db, ofThese),
  ])
  const ownOf = new Map(updates.map((row) => [row.id, own.get(row.post_id) ?? 'en']))
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
      language: (row.language as Language | null) ?? ownOf.get(row.update_id) ?? 'en',
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
      language: ownOf.get(row.id) ?? 'en',
      texts: texts.get(row.id) ?? {},
      authorName: row.author_name,
      nextUpdateBy: row.next_update_by,
      publishedAt: row.published_at,
      editedAt: row.edited_at,
      components: componentsByUpdate.get(row.id) ?? [],
      revisions: revisionsByUpdate.get(row.id) ?? [],
    }),
  )
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
          ...(row.starts_by_hand ? { startsByHand: true } : {}),
          ...(row.ends_by_hand ? { endsByHand: true } : {}),
          ...(row.keeps_status ? { keepsStatus: true } : {}),
        }
      : null
  return {
    id: row.id,
    kind: row.kind as Post['kind'],
    title: row.title,
    language: row.language as Language,
    texts: {},
    peakImpact: row.peak_impact as Impact | null,
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
