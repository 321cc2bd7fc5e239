import type { Db } from '#db/open.ts'
import { findWorld } from '#db/queries/world.ts'
import type { PageRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import type { World } from '#src/feeds/statuspage.ts'
import type { Post } from '#src/posts/post.ts'

/** Reads what programs are told at `now`; `more`: posts beyond the open ones that will be told too. */
export function readWorld(db: Db, page: PageRow, now: number, more: Post[] = []): Promise<World> {
  return findWorld(db, { ...page, url: config().publicUrl }, now, more)
}
