import type { Component, ComponentGroup } from '#src/status/component.ts'

export interface Gathered {
  name: string | null
  components: Component[]
}

/** Components under the names of their groups, in the order of the page; those without a group come first. */
export function gathered(components: Component[], groups: ComponentGroup[]): Gathered[] {
  const loose = components.filter(({ groupId }) => !groups.some((group) => group.id === groupId))
  const sections = groups.map((group) => ({
    name: group.name,
    components: components.filter((component) => component.groupId === group.id),
  }))
  return [{ name: null, components: loose }, ...sections].filter((section) => section.components.length)
}
