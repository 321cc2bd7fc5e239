import type { World } from '#src/feeds/statuspage.ts'
import type { Post } from '#src/posts/post.ts'
import type { Db } from '../open.ts'
import type { PageRow } from '../schema.ts'
import { listComponents, listGroups } from './status.ts'
import { listUnfiled } from './timeline.ts'
import { listTold } from './told.ts'

/** What programs are told of a page at `now`; `more`: posts beyond the open ones that will be told too. */
export async function findWorld(
  db: Db,
  page: PageRow & { url: string },
  now: number,
  more: Post[] = [],
): Promise<World> {
  const [open, components, groups] = await Promise.all([listUnfiled(db), listComponents(db), listGroups(db)])
  const told = await listTold(
    db,
    [...open, ...more].map(({ id }) => id),
  )
  return {
    page: {
      id: page.public_id,
      name: page.name,
      url: page.url,
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
