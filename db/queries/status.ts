import type { Insertable, Updateable } from 'kysely'
import type { Component, ComponentGroup } from '#src/status/component.ts'
import type { Db } from '../open.ts'
import type { ComponentGroupRow, ComponentGroupTable, ComponentRow, ComponentTable } from '../schema.ts'

/** Components in the order of the page; archived ones only when asked for. */
export async function listComponents(db: Db, options: { archived?: boolean } = {}): Promise<Component[]> {
  let query = db.selectFrom('components').selectAll()
  if (!options.archived) query = query.where('archived_at', 'is', null)
  return (await query.orderBy('position').orderBy('name').execute()).map(toComponent)
}

export async function listGroups(db: Db, options: { archived?: boolean } = {}): Promise<ComponentGroup[]> {
  let query = db.selectFrom('component_groups').selectAll()
  if (!options.archived) query = query.where('archived_at', 'is', null)
  return (await query.orderBy('position').orderBy('name').execute()).map(toGroup)
}

export async function findComponents(db: Db, ids: string[]): Promise<Component[]> {
  if (!ids.length) return []
  return (await db.selectFrom('components').selectAll().where('id', 'in', ids).execute()).map(toComponent)
}

export async function findComponent(db: Db, id: string): Promise<Component | undefined> {
  return (await findComponents(db, [id]))[0]
}

export async function findGroup(db: Db, id: string): Promise<ComponentGroup | undefined> {
  const row = await db.selectFrom('component_groups').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toGroup(row)
}

export async function insertComponent(db: Db, component: Insertable<ComponentTable>): Promise<void> {
  await db.insertInto('components').values(component).execute()
}

export async function updateComponent(
  db: Db,
  id: string,
  changes: Updateable<ComponentTable>,
): Promise<void> {
  await db.updateTable('components').set(changes).where('id', '=', id).execute()
}

export async function insertGroup(db: Db, group: Insertable<ComponentGroupTable>): Promise<void> {
  await db.insertInto('component_groups').values(group).execute()
}

export async function updateGroup(
  db: Db,
  id: string,
  changes: Updateable<ComponentGroupTable>,
): Promise<void> {
  await db.updateTable('component_groups').set(changes).where('id', '=', id).execute()
}

function toComponent(row: ComponentRow): Component {
  return {
    id: row.id,
    groupId: row.group_id,
    sort: row.sort as Component['sort'],
    name: row.name,
    description: row.description,
    status: row.status as Component['status'],
    openingHours: row.opening_hours ? JSON.parse(row.opening_hours) : null,
    position: row.position,
    showcase: row.showcase === 1,
    onlyIfDegraded: row.only_if_degraded === 1,
    startedOn: row.started_on,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    archivedAt: row.archived_at,
  }
}

function toGroup(row: ComponentGroupRow): ComponentGroup {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    position: row.position,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    archivedAt: row.archived_at,
  }
}
