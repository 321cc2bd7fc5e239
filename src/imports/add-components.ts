import { insertAll, listSourced, type NewRow, takenIds } from '#db/queries/imports.ts'
import type { PastComponent } from './history.ts'
import { ownId, type Run } from './run.ts'

/** Adds groups and components that are not here yet. Those that are belong to staff now and stay as they are. */
export async function addComponents(run: Run): Promise<void> {
  const { tx, history, kept, knownBefore, componentIds } = run
  const groupIds = await addGroups(run)
  const fresh = history.components.filter((component) => !knownBefore.has(component.sourceId))
  const taken = await takenIds(
    tx,
    'components',
    fresh.map((component) => component.sourceId),
  )
  const rows = fresh.map((component) => rowOf(component, ownId(component.sourceId, taken), groupIds, run))
  await insertAll(tx, 'components', rows)
  for (const [sourceId, id] of knownBefore) componentIds.set(sourceId, id)
  for (const row of rows) componentIds.set(row.source_id ?? '', row.id)
  kept.components.created = rows.length
}

async function addGroups({ tx, history, kept, now }: Run): Promise<Map<string, string>> {
  const { source } = history
  const ids = await listSourced(tx, 'component_groups', source)
  const fresh = history.groups.filter((group) => !ids.has(group.sourceId))
  const taken = await takenIds(
    tx,
    'component_groups',
    fresh.map((group) => group.sourceId),
  )
  const rows = fresh.map(({ sourceId, name, position }) => {
    const id = ownId(sourceId, taken)
    ids.set(sourceId, id)
    return { id, name, position, created_at: now, archived_at: null, source, source_id: sourceId }
  })
  await insertAll(tx, 'component_groups', rows)
  kept.groups.created = rows.length
  return ids
}

function rowOf(
  component: PastComponent,
  id: string,
  groupIds: Map<string, string>,
  { history, now }: Run,
): NewRow<'components'> {
  return {
    id,
    group_id: component.groupId === null ? null : (groupIds.get(component.groupId) ?? null),
    sort: 'service',
    name: component.name,
    description: component.description,
    status: 'operational',
    opening_hours: null,
    position: component.position,
    created_at: component.createdAt,
    archived_at: component.gone ? now : null,
    source: history.source,
    source_id: component.sourceId,
  }
}
