import { phaseOf } from '#src/posts/closing.ts'
import type { Post } from '#src/posts/post.ts'
import { componentsAndGroups, componentsOf } from './statuspage/components.ts'
import { byChange, byWindow, incidentOf, type Maintenance, maintenanceOf } from './statuspage/posts.ts'
import { type PageStatus, pageStatus } from './statuspage/status.ts'
import { pageOf, type World } from './statuspage/world.ts'

export type { World }

/** Statuspage's public API (v2), an answer to each of its addresses. `recent`: the newest posts of the kind asked for. */
export const ANSWERS = {
  'summary.json': (world: World) => ({
    page: pageOf(world),
    components: componentsAndGroups(world),
    incidents: unresolved(world),
    scheduled_maintenances: [...upcoming(world), ...active(world)],
    status: statusOf(world),
  }),
  'status.json': (world: World) => ({ page: pageOf(world), status: statusOf(world) }),
  'components.json': (world: World) => ({ page: pageOf(world), components: componentsAndGroups(world) }),
  'incidents.json': (world: World, recent: Post[]) => ({
    page: pageOf(world),
    incidents: incidentsOf(withOpen(recent, openIncidents(world)), world),
  }),
  'incidents/unresolved.json': (world: World) => ({ page: pageOf(world), incidents: unresolved(world) }),
  'scheduled-maintenances.json': (world: World, recent: Post[]) => ({
    page: pageOf(world),
    scheduled_maintenances: maintenancesOf(withOpen(recent, closuresIn(world, 'in_force')), world),
  }),
  'scheduled-maintenances/upcoming.json': (world: World) => ({
    page: pageOf(world),
    scheduled_maintenances: upcoming(world),
  }),
  'scheduled-maintenances/active.json': (world: World) => ({
    page: pageOf(world),
    scheduled_maintenances: active(world),
  }),
} as const

export type Address = keyof typeof ANSWERS

/** The page's indicator with its standard phrase. */
export function statusOf(world: World): PageStatus {
  const impacts = openIncidents(world).map((incident) => incident.impact ?? 'none')
  return pageStatus(
    componentsOf(world).map(({ status }) => status),
    impacts,
  )
}

/** The first instant at which an answer changes by the clock alone; null when there is none. */
export function changesAt({ open, now }: World): number | null {
  const turns = open.flatMap(({ kind, window }) =>
    kind === 'closure' && window ? [window.startsAt, window.endsAt] : [],
  )
  const coming = turns.filter((at) => at > now)
  return coming.length ? Math.min(...coming) : null
}

/** The newest first, and none that is open left out, however long it lasts. */
function withOpen(recent: Post[], open: Post[]): Post[] {
  const known = new Set(recent.map(({ id }) => id))
  const all = [...recent, ...open.filter(({ id }) => !known.has(id))]
  return all.sort((a, b) => b.createdAt - a.createdAt)
}

export function incidentsOf(posts: Post[], world: World) {
  const components = componentsOf(world)
  return posts.map((post) => incidentOf(post, components, world))
}

export function maintenancesOf(posts: Post[], world: World): Maintenance[] {
  const components = componentsOf(world)
  return posts.map((post) => maintenanceOf(post, components, world))
}

export const openIncidents = (world: World) => world.open.filter((post) => post.kind === 'incident')
export const closuresIn = (world: World, phase: 'coming' | 'in_force') =>
  world.open.filter((post) => post.kind === 'closure' && phaseOf(post, world.now) === phase)

const unresolved = (world: World) => incidentsOf(openIncidents(world), world).sort(byChange)
const upcoming = (world: World) => maintenancesOf(closuresIn(world, 'coming'), world).sort(byWindow)
const active = (world: World) => maintenancesOf(closuresIn(world, 'in_force'), world).sort(byWindow)
