import type { Db } from '../open.ts'

/** The latest posts that one subscriber follows or does not want to hear of. */
export function listWishesOf(db: Db, id: number, limit: number): Promise<{ wish: string; title: string }[]> {
  return db
    .selectFrom('subscriber_posts as w')
    .innerJoin('posts as p', 'p.id', 'w.post_id')
    .select(['w.wish', 'p.title'])
    .where('w.subscriber_id', '=', id)
    .orderBy('w.at', 'desc')
    .limit(limit)
    .execute()
}

/** How one subscriber came: `page`, `staff`, `import`, `program`. */
export async function originOf(db: Db, id: number): Promise<string> {
  const row = await db.selectFrom('subscribers').select('origin').where('id', '=', id).executeTakeFirst()
  return row?.origin ?? 'page'
}
