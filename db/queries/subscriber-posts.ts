import type { Db } from '../open.ts'

/** What somebody said of one post: tell me whatever I chose, or nothing more of it. */
export type PostWish = 'follow' | 'mute'

/** Sets what a subscriber wants of a post; null: what they have chosen in general. */
export async function setPostWish(
  db: Db,
  subscriberId: number,
  postId: string,
  wish: PostWish | null,
  at: number,
): Promise<void> {
  if (wish === null) {
    await db
      .deleteFrom('subscriber_posts')
      .where('subscriber_id', '=', subscriberId)
      .where('post_id', '=', postId)
      .execute()
    return
  }
  await db
    .insertInto('subscriber_posts')
    .values({ subscriber_id: subscriberId, post_id: postId, wish, at })
    .onConflict((oc) => oc.columns(['post_id', 'subscriber_id']).doUpdateSet({ wish, at }))
    .execute()
}

/** The posts of which a subscriber said something, the newest first. */
export async function listPostWishes(db: Db, subscriberId: number) {
  const rows = await db
    .selectFrom('subscriber_posts as w')
    .innerJoin('posts as p', 'p.id', 'w.post_id')
    .select(['p.id', 'p.kind', 'p.title', 'p.ended_at', 'w.wish', 'w.at'])
    .where('w.subscriber_id', '=', subscriberId)
    .orderBy('w.at', 'desc')
    .orderBy('p.id')
    .execute()
  return rows.map((row) => ({ ...row, wish: row.wish as PostWish }))
}
