import type { PastComponent, PastGroup } from '../history.ts'
import { WEEK } from '../record.ts'
import type { Gathered } from './gather.ts'
import type { Entry } from './shape.ts'

/** Groups as listed; those that are not are known by the name in front of their components': "Asia - Singapore". */
export function groupsOf(all: Gathered, entries: Entry[]): PastGroup[] {
  const groups = new Map<string, PastGroup>()
  for (const { entry } of all.components.values())
    if (entry.group)
      groups.set(entry.id, { sourceId: entry.id, name: entry.name, position: entry.position ?? 0 })
  for (const { entry, affected } of namedIn(entries, all)) {
    const tail = ` - ${entry.name}`
    if (!entry.group_id || groups.has(entry.group_id) || !affected.endsWith(tail)) continue
    const name = affected.slice(0, -tail.length)
    groups.set(entry.group_id, { sourceId: entry.group_id, name, position: groups.size + 1 })
  }
  return [...groups.values()]
}

function* namedIn(entries: Entry[], all: Gathered) {
  for (const { incident_updates } of entries)
    for (const { affected_components } of incident_updates ?? [])
      for (const { code, name } of affected_components ?? []) {
        const entry = all.components.get(code)?.entry
        if (entry) yield { entry, affected: name }
      }
}

export function componentsOf(
  all: Gathered,
  entries: Entry[],
  groups: PastGroup[],
  now: number,
): PastComponent[] {
  const known = new Set(groups.map((group) => group.sourceId))
  const underWay = new Set(
    [...all.maintenances.values()]
      .filter((entry) => entry.scheduled_until > now)
      .flatMap((entry) => componentIdsOf(entry)),
  )
  const components = [...all.components.values()]
    .filter(({ entry }) => !entry.group)
    .map(({ entry, listed, pageId }): PastComponent => {
      const fresh = listed !== null && listed > now - WEEK
      // The closure itself lays "under maintenance" over its components, and takes it away again.
      const laidOver = entry.status === 'under_maintenance' && underWay.has(entry.id)
      return {
        sourceId: entry.id,
        groupId: entry.group_id && known.has(entry.group_id) ? entry.group_id : null,
        name: entry.name,
        description: entry.description?.trim() || null,
        position: entry.position ?? 0,
        createdAt: entry.created_at,
        gone: (listed ?? -1) < (all.listings.get(pageId) ?? -1),
        standing: fresh ? { status: laidOver ? 'operational' : entry.status, at: entry.updated_at } : null,
      }
    })
  return [...components, ...onlyNamed(all, entries, groups)]
}

/** Components of which nothing is left but their name in an update. */
function onlyNamed(all: Gathered, entries: Entry[], groups: PastGroup[]): PastComponent[] {
  const found = new Map<string, PastComponent>()
  for (const entry of entries)
    for (const update of entry.incident_updates ?? [])
      for (const { code, name } of update.affected_components ?? []) {
        if (all.components.has(code) || found.has(code)) continue
        const group = groups.find((one) => name.startsWith(`${one.name} - `))
        found.set(code, {
          sourceId: code,
          groupId: group?.sourceId ?? null,
          name: group ? name.slice(group.name.length + 3) : name,
          description: null,
          position: 10_000,
          createdAt: update.created_at,
          gone: all.listings.size > 0,
          standing: null,
        })
      }
  return [...found.values()]
}

/** Every component that a post is about, listed or only named. */
export function componentIdsOf(entry: Entry): string[] {
  const named = (entry.incident_updates ?? []).flatMap((update) => update.affected_components ?? [])
  const listed = (entry.components ?? []).filter((component) => !component.group)
  return [...new Set([...listed.map((component) => component.id), ...named.map((one) => one.code)])]
}
