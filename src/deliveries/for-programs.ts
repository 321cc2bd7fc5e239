import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { findWorld } from '#db/queries/world.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import type { Channel, PostContent } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { config } from '#src/config.ts'
import { webhookOf } from '#src/feeds/statuspage/webhook.ts'

/** Adds what programs read of a post, where an announcement goes to any: as it stood when this was announced. */
export async function withPrograms(
  db: Db,
  announcement: AnnouncementRow,
  content: PostContent | undefined,
  now: number,
): Promise<PostContent | undefined> {
  const channels = JSON.parse(announcement.channels) as Channel[]
  if (!content || !channels.some((channel) => aboutOf(channel).forPrograms)) return content
  const [post, page] = await Promise.all([findPost(db, content.post.id), findPage(db)])
  if (!post || !page) return content
  const announced = post.updates.find(({ id }) => id === announcement.update_id)
  const updates = post.updates.filter(({ seq }) => seq <= (announced?.seq ?? Number.POSITIVE_INFINITY))
  const then = {
    ...post,
    updates,
    state: announced?.state ?? post.state,
    resolvedAt: updates.some(({ state }) => state === 'resolved') ? post.resolvedAt : null,
  }
  const world = await findWorld(db, { ...page, url: config().publicUrl }, now, [then])
  return { ...content, forPrograms: webhookOf(then, world) }
}
