import type { Db } from '#db/open.ts'
import { type ApiSide, listApiSides } from '#db/queries/api-posts.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { PageRow } from '#db/schema.ts'
import { componentsOf } from '#src/feeds/statuspage/components.ts'
import { type Incident, incidentOf, type Maintenance, maintenanceOf } from '#src/feeds/statuspage/posts.ts'
import { isoOrNull } from '#src/feeds/statuspage/world.ts'
import type { Post } from '#src/posts/post.ts'
import { Refusal } from '#src/refusal.ts'
import { readWorld } from './world.ts'

/** Posts as the manage API tells them: incidents and closures alike are incidents there. */
export async function tell(db: Db, page: PageRow, posts: Post[], now: number) {
  const world = await readWorld(db, page, now, posts)
  const components = componentsOf(world)
  const sides = await listApiSides(
    db,
    posts.map(({ id }) => id),
  )
  return posts.map((post) => {
    const told =
      post.kind === 'closure' ? maintenanceOf(post, components, world) : incidentOf(post, components, world)
    return whole(told, post, sides.get(post.id))
  })
}

/** One of them by its id. Throws a {@link Refusal} when there is none. */
export async function tellOne(db: Db, page: PageRow, id: string, now: number) {
  const [told] = await tell(db, page, [await postOf(db, id)], now)
  return told
}

/** The incident or closure of this id, wholly. Throws a {@link Refusal} when there is none. */
export async function postOf(db: Db, id: string): Promise<Post> {
  const post = /^[a-z0-9]{1,64}$/i.test(id) ? await findPost(db, id) : undefined
  if (!post || post.kind === 'release') throw new Refusal('not_found', { form: 'There is no such incident.' })
  return post
}

function whole(told: Incident | Maintenance, post: Post, side: ApiSide | undefined) {
  const last = post.updates.find(({ state }) => state === 'postmortem')
  const closure = post.kind === 'closure'
  return {
    ...told,
    incident_updates: told.incident_updates.map((update) => ({
      ...update,
      wants_twitter_update: false,
      twitter_updated_at: null,
    })),
    scheduled_for: isoOrNull(post.window?.startsAt ?? null),
    scheduled_until: isoOrNull(post.window?.endsAt ?? null),
    scheduled_remind_prior: side?.remindMinutes != null,
    scheduled_reminded_at: null,
    scheduled_auto_in_progress: closure && !side?.startsByHand,
    scheduled_auto_completed: closure && !side?.endsByHand,
    auto_transition_to_maintenance_state: closure && !side?.keepsStatus,
    auto_transition_to_operational_state: closure && !side?.keepsStatus,
    auto_transition_deliver_notifications_at_start: side?.tellStart ?? null,
    auto_transition_deliver_notifications_at_end: side?.tellEnd ?? null,
    impact_override: side?.impactOverride ?? null,
    metadata: side?.metadata ?? {},
    backfilled: post.backdatedAt !== null,
    postmortem_body: last?.body ?? null,
    postmortem_body_last_updated_at: isoOrNull(last?.editedAt ?? last?.publishedAt ?? null),
    postmortem_ignored: false,
    postmortem_published_at: isoOrNull(last?.publishedAt ?? null),
    postmortem_notified_subscribers: told.incident_updates.some(
      ({ id, deliver_notifications }) => id === last?.id && deliver_notifications,
    ),
    postmortem_notified_twitter: false,
  }
}
