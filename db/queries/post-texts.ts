import type { SelectQueryBuilder } from 'kysely'
import type { Post, Update } from '#src/posts/post.ts'
import type { Language } from '#src/words/language.ts'
import type { Db } from '../open.ts'
import type { Schema } from '../schema.ts'

/** What these posts say in other languages than their own, all in one. */
export async function textsOfPosts(db: Db, postIds: string[]): Promise<Map<string, Post['texts']>> {
  const rows = await db.selectFrom('post_texts').selectAll().where('post_id', 'in', postIds).execute()
  const texts = new Map<string, Post['texts']>()
  for (const { post_id, language, title, still_works } of rows)
    texts.set(post_id, {
      ...texts.get(post_id),
      // A title that nobody wrote is kept empty: the column has always had to hold one.
      [language as Language]: { title: title || null, stillWorks: still_works },
    })
  return texts
}

/** The same of updates. */
export async function textsOfUpdates(
  db: Db,
  ids: SelectQueryBuilder<Schema, 'updates', { id: string }>,
): Promise<Map<string, Update['texts']>> {
  const rows = await db.selectFrom('update_texts').selectAll().where('update_id', 'in', ids).execute()
  const texts = new Map<string, Update['texts']>()
  for (const { update_id, language, body } of rows)
    texts.set(update_id, { ...texts.get(update_id), [language as Language]: body })
  return texts
}

/** Writes what a post says in a language; what it said in it before is replaced. */
export async function writePostText(
  db: Db,
  postId: string,
  language: Language,
  { title, stillWorks }: { title: string | null; stillWorks: string | null },
): Promise<void> {
  const said = { title: title ?? '', still_works: stillWorks }
  await db
    .insertInto('post_texts')
    .values({ post_id: postId, language, ...said })
    .onConflict((oc) => oc.columns(['post_id', 'language']).doUpdateSet(said))
    .execute()
}

/** Writes what an update says in a language; what it said in it before is replaced. */
export async function writeUpdateText(
  db: Db,
  updateId: string,
  language: Language,
  body: string,
): Promise<void> {
  await db
    .insertInto('update_texts')
    .values({ update_id: updateId, language, body })
    .onConflict((oc) => oc.columns(['update_id', 'language']).doUpdateSet({ body }))
    .execute()
}

/** Keeps a former text of an update in a language other than the post's own. */
export async function keepFormerText(
  db: Db,
  former: { update_id: string; language: Language; body: string },
  by: { id: number | null; name: string | null },
  at: number,
): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ ...former, staff_id: by.id, staff_name: by.name, replaced_at: at })
    .execute()
}

/** Keeps a former title of a post in such a language. */
export async function keepFormerTitle(
  db: Db,
  former: { post_id: string; language: Language; title: string },
  by: { id: number | null; name: string | null },
  at: number,
): Promise<void> {
  await db
    .insertInto('titles')
    .values({ ...former, staff_id: by.id, staff_name: by.name, replaced_at: at })
    .execute()
}

export async function findUpdateText(
  db: Db,
  updateId: string,
  language: Language,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('update_texts')
    .select('body')
    .where('update_id', '=', updateId)
    .where('language', '=', language)
    .executeTakeFirst()
  return row?.body
}

export async function findPostText(db: Db, postId: string, language: Language) {
  const row = await db
    .selectFrom('post_texts')
    .select(['title', 'still_works as stillWorks'])
    .where('post_id', '=', postId)
    .where('language', '=', language)
    .executeTakeFirst()
  return row && { ...row, title: row.title || null }
}
