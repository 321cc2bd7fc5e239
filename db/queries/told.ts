import type { Db } from '../open.ts'

export async function hasAnnouncement(db: Db, postId: string): Promise<boolean> {
  const row = await db
    .selectFrom('announcements')
    .select('id')
    .where('post_id', '=', postId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether this has been announced, or anything about the post since then that was not stopped. */
export async function wasTold(
  db: Db,
  what: { postId: string; key: string; since: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('announcements')
    .select('id')
    .where('post_id', '=', what.postId)
    .where((eb) =>
      eb.or([
        eb('key', '=', what.key),
        eb.and([eb('created_at', '>=', what.since), eb('cancelled_at', 'is', null)]),
      ]),
    )
    .executeTakeFirst()
  return row !== undefined
}

/** Which updates of these posts were announced. */
export async function listTold(db: Db, postIds: string[]): Promise<Set<string>> {
  if (!postIds.length) return new Set()
  const rows = await db
    .selectFrom('announcements')
    .select('update_id')
    .where('post_id', 'in', postIds)
    .where('occasion', '=', 'update')
    .execute()
  return new Set(rows.flatMap(({ update_id }) => update_id ?? []))
}
