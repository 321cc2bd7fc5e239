import { shownState } from '#src/posts/closing.ts'
import { KINDS } from '#src/posts/kinds.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { statusOf } from '../statuspage.ts'
import { componentsOf } from './components.ts'
import { incidentOf, updateOf } from './posts.ts'
import { iso, isoOrNull, type World } from './world.ts'

/** What Statuspage's webhooks say of a post, all but `meta`; a release, which they do not know, under a key of its own. */
export function webhookOf(post: Post, world: World): object {
  const { indicator, description } = statusOf(world)
  const page = { id: world.page.id, status_indicator: indicator, status_description: description }
  return post.kind === 'release'
    ? { page, release: releaseOf(post, world) }
    : { page, incident: incident(post, world) }
}

function incident(post: Post, world: World) {
  const { started_at, reminder_intervals, ...told } = incidentOf(post, componentsOf(world), world)
  const postmortem = post.updates.find(({ state }) => state === 'postmortem')
  const written = postmortem ? iso(postmortem.editedAt ?? postmortem.publishedAt) : null
  return {
    ...told,
    status: post.kind === 'closure' ? closureState(post, world) : told.status,
    postmortem_ignored: false,
    postmortem_body: postmortem?.body ?? null,
    postmortem_body_last_updated_at: written,
    postmortem_published_at: postmortem ? iso(postmortem.publishedAt) : null,
    postmortem_notified_subscribers: postmortem ? world.told.has(postmortem.id) : false,
    postmortem_notified_twitter: false,
    backfilled: post.backdatedAt !== null,
    scheduled_for: isoOrNull(post.window?.startsAt ?? null),
    scheduled_until: isoOrNull(post.window?.endsAt ?? null),
    scheduled_remind_prior: false,
    scheduled_reminded_at: null,
    impact_override: null,
    scheduled_auto_in_progress: post.kind === 'closure',
    scheduled_auto_completed: post.kind === 'closure',
    incident_updates: post.updates.map((update) => tweetless(update, post, world)),
    components: told.components.map(
      ({ start_date, group, only_show_if_degraded, ...component }) => component,
    ),
  }
}

/** Nobody’s client knows a cancelled maintenance: for them it is over, and its last words say how. */
function closureState(post: Post, world: World) {
  const state = shownState(post, world.now)
  return state === 'cancelled' ? 'completed' : state
}

function tweetless(update: Update, post: Post, world: World) {
  const { tweet_id, affected_components, ...told } = updateOf(update, post, world)
  return {
    ...told,
    affected_components: affected_components ?? [],
    wants_twitter_update: false,
    twitter_updated_at: null,
  }
}

function releaseOf(post: Post, world: World) {
  return {
    id: post.id,
    page_id: world.page.id,
    name: post.title,
    status: post.state,
    body: post.updates[0]?.body ?? '',
    labels: post.labels,
    created_at: iso(post.createdAt),
    updated_at: iso(post.updatedAt),
    shortlink: `${world.page.url}/${KINDS.release.path}/${post.id}`,
  }
}
