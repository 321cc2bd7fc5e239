import type { Db } from '#db/open.ts'
import { type Touch, touch } from '#db/queries/changes.ts'
import { findPage } from '#db/queries/page.ts'
import { findPostRow } from '#db/queries/posts.ts'
import { monthOf } from './timeline.ts'

/**
 * Says which public pages a change of a post touches: its own, every list, the months under which it was and is filed.
 * `before`: where it was filed, null for nowhere. `components`: whether it changes how any of them stands.
 */
export async function touchPost(
  tx: Db,
  change: { postId: string; before: number | null; components: boolean },
  now: number,
): Promise<void> {
  const [page, post] = [await findPage(tx), await findPostRow(tx, change.postId)]
  if (!page || !post) return
  const [was, is] = [change.before, post.filed_at].map((at) =>
    at === null ? [] : [monthOf(at, page.time_zone)],
  ) as [string[], string[]]
  const touches: Touch[] = ['posts', `post:${change.postId}`]
  if (change.components || post.kind === 'closure') touches.push('components')
  if (was[0] !== is[0]) touches.push('months')
  for (const month of [...was, ...is]) touches.push(`month:${month}`)
  await touch(tx, touches, now)
}
