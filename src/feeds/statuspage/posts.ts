import { shownState } from '#src/posts/closing.ts'
import { KINDS, type State } from '#src/posts/kinds.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { clockWordOf } from '#src/words/clock/index.ts'
import type { ComponentObject } from './components.ts'
import { iso, isoOrNull, type World } from './world.ts'

export type Incident = ReturnType<typeof incidentOf>
export type Maintenance = ReturnType<typeof maintenanceOf>

/** An incident as Statuspage tells it, the newest update first. `components` are those of the page as they stand now. */
export function incidentOf(post: Post, components: ComponentObject[], world: World) {
  return { ...told(post, post.state, components, world), reminder_intervals: null }
}

/** A closure as a scheduled maintenance, as it stands by the clock. */
export function maintenanceOf(post: Post, components: ComponentObject[], world: World) {
  return {
    ...told(post, shownState(post, world.now), components, world),
    scheduled_for: isoOrNull(post.window?.startsAt ?? null),
    scheduled_until: isoOrNull(post.window?.endsAt ?? null),
  }
}

/** Last changed first. */
export function byChange(a: { updated_at: string }, b: { updated_at: string }): number {
  return b.updated_at.localeCompare(a.updated_at)
}

/** The first to begin first. */
export function byWindow(a: Maintenance, b: Maintenance): number {
  return (a.scheduled_for ?? '').localeCompare(b.scheduled_for ?? '') || byChange(a, b)
}

function told(post: Post, state: State, components: ComponentObject[], world: World) {
  const ids = new Set(post.components.map(({ id }) => id))
  const changed = Math.max(post.updatedAt, ...post.updates.map((update) => update.editedAt ?? 0))
  return {
    id: post.id,
    name: post.title,
    status: known(state),
    created_at: iso(post.createdAt),
    updated_at: iso(changed),
    monitoring_at: isoOrNull(post.updates.find((one) => one.state === 'monitoring')?.publishedAt ?? null),
    resolved_at: isoOrNull(post.kind === 'closure' ? post.endedAt : post.resolvedAt),
    impact: post.kind === 'closure' ? ('maintenance' as const) : (post.impact ?? 'none'),
    shortlink: `${world.page.url}/${KINDS[post.kind].path}/${post.id}`,
    started_at: iso(post.startedAt ?? post.createdAt),
    page_id: world.page.id,
    incident_updates: post.updates.map((update) => updateOf(update, post, world)),
    components: components.filter(({ id }) => ids.has(id)),
  }
}

/** Strict clients know no cancelled maintenance: for them it is over, and its last words say how. */
function known(state: State): State {
  return state === 'cancelled' ? 'completed' : state
}

export function updateOf(update: Update, post: Post, world: World) {
  return {
    id: update.id,
    status: known(update.state),
    body: wordsOf(update),
    incident_id: post.id,
    created_at: iso(update.publishedAt),
    updated_at: iso(update.editedAt ?? update.publishedAt),
    display_at: iso(update.publishedAt),
    affected_components: affected(update, post, world),
    deliver_notifications: world.told.has(update.id),
    custom_tweet: null,
    tweet_id: null,
  }
}

/** Where the clock speaks, programs get the phrases that they know. */
function wordsOf({ authorName, body }: Update): string {
  if (authorName !== null) return body
  const said = clockWordOf(body)
  if (said === 'in_progress')
    return 'Scheduled maintenance is currently in progress. We will provide updates as necessary.'
  return said === 'completed' ? 'The scheduled maintenance has been completed.' : body
}

/** What an update said of components, the oldest component first; null where it said nothing of any. */
function affected(update: Update, post: Post, world: World) {
  const said = update.components.length ? update.components : laidOver(update, post)
  if (!said.length) return null
  const { known, groups } = indexOf(world)
  const age = ({ id }: { id: string }) => known.get(id)?.createdAt ?? Number.MAX_SAFE_INTEGER
  return said
    .toSorted((a, b) => age(a) - age(b))
    .map(({ id, name, oldStatus, status }) => ({
      code: id,
      name: (groups.get(known.get(id)?.groupId ?? '') ?? '') + name,
      old_status: oldStatus,
      new_status: status,
    }))
}

const indexes = new WeakMap<World, ReturnType<typeof index>>()

/** Components by their id, and what stands before the names of those in a group; found once for each moment. */
function indexOf(world: World) {
  const found = indexes.get(world) ?? index(world)
  indexes.set(world, found)
  return found
}

function index({ components, groups }: World) {
  return {
    known: new Map(components.map((component) => [component.id, component])),
    groups: new Map(groups.map(({ id, name }) => [id, `${name} - `])),
  }
}

/** A closure lays itself over its components when it begins, and takes itself off when it ends. */
function laidOver(update: Update, post: Post): Update['components'] {
  const before = post.updates.find((one) => one.seq === update.seq - 1)?.state
  if (post.kind !== 'closure' || post.window?.keepsStatus || before === update.state) return []
  if (before === 'verifying' && update.state === 'in_progress') return []
  const turn = TURNS[update.state]
  return turn ? post.components.map((component) => ({ ...component, ...turn })) : []
}

const TURNS: Partial<Record<State, Pick<Update['components'][number], 'oldStatus' | 'status'>>> = {
  in_progress: { oldStatus: 'operational', status: 'under_maintenance' },
  completed: { oldStatus: 'under_maintenance', status: 'operational' },
}
