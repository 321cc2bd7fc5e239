import { phaseOf } from '#src/posts/closing.ts'
import type { Component, ComponentGroup, Status } from '#src/status/component.ts'
import { statusNow, worst } from '#src/status/standing.ts'
import { iso, type World } from './world.ts'

export type ComponentObject = ReturnType<typeof componentOf>

/** Each component as it stands now, closures laid over it, in Statuspage's order: by position, then the older first. */
export function componentsOf(world: World): ComponentObject[] {
  const inForce = world.open
    .filter((post) => post.kind === 'closure' && phaseOf(post, world.now) === 'in_force')
    .filter((post) => !post.window?.keepsStatus)
    .map((post) => ({ componentIds: post.components.map(({ id }) => id) }))
  return world.components
    .map((component) => componentOf(component, statusNow(component, inForce), world.page.id))
    .sort(inPlace)
}

/** Components, and among them the groups that hold any. */
export function componentsAndGroups(world: World) {
  const components = componentsOf(world)
  const groups = world.groups.map((group) => {
    const inside = components.filter((component) => component.group_id === group.id)
    return groupOf(group, inside, world.page.id)
  })
  return [...components, ...groups.filter((group) => group.components.length)].sort(inPlace)
}

function inPlace(a: { position: number; created_at: string }, b: { position: number; created_at: string }) {
  return a.position - b.position || a.created_at.localeCompare(b.created_at)
}

export function componentOf(component: Component, status: Status, pageId: string) {
  return {
    id: component.id,
    name: component.name,
    status,
    created_at: iso(component.createdAt),
    updated_at: iso(component.updatedAt),
    position: component.position,
    description: component.description,
    showcase: component.showcase,
    start_date: component.startedOn,
    group_id: component.groupId,
    page_id: pageId,
    group: false,
    only_show_if_degraded: component.onlyIfDegraded,
  }
}

function groupOf(group: ComponentGroup, inside: ComponentObject[], pageId: string) {
  return {
    id: group.id,
    name: group.name,
    status: worst(inside.map(({ status }) => status)),
    created_at: iso(group.createdAt),
    updated_at: iso(group.updatedAt),
    position: group.position,
    description: group.description,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: pageId,
    group: true,
    only_show_if_degraded: false,
    components: inside.map(({ id }) => id),
  }
}
