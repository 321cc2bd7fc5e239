import type { Db } from '#db/open.ts'
import { listComponents, listGroups } from '#db/queries/status.ts'
import { listUnfiled } from '#db/queries/timeline.ts'
import { listTold } from '#db/queries/told.ts'
import type { PageRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import type { World } from '#src/feeds/statuspage.ts'
import type { Post } from '#src/posts/post.ts'

/** Reads what programs are told at `now`; `more`: posts beyond the open ones that will be told too. */
export async function readWorld(db: Db, page: PageRow, now: number, more: Post[] = []): Promise<World> {
  const [open, components, groups] = await Promise.all([listUnfiled(db), listComponents(db), listGroups(db)])
  const told = await listTold(
    db,
    [...open, ...more].map(({ id }) => id),
  )
  return {
    page: {
      id: page.public_id,
      name: page.name,
      url: config().publicUrl,
      timeZone: page.time_zone,
      updatedAt: page.touched_at ?? page.created_at,
    },
    components,
    groups,
    open: open.filter(({ kind }) => kind !== 'release'),
    told,
    now,
  }
}
