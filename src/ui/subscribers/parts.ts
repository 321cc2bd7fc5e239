/** One that may be chosen, with its name as the page says it. */
export interface Part {
  id: string
  name: string
}

/** A group of them: `id` and `name` are null for those without one. */
export interface Parts {
  id: string | null
  name: string | null
  parts: Part[]
}

/** Components under their groups, in the order of the page; those without a group come first. */
export function partsOf(
  components: (Part & { groupId: string | null })[],
  groups: { id: string; name: string }[],
): Parts[] {
  const loose = components.filter(({ groupId }) => !groups.some(({ id }) => id === groupId))
  const named = groups.map(({ id, name }) => ({
    id,
    name,
    parts: components.filter(({ groupId }) => groupId === id),
  }))
  return [{ id: null, name: null, parts: loose }, ...named].filter(({ parts }) => parts.length)
}
