import { z } from 'zod'
import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { touch } from '#db/queries/changes.ts'
import {
  findComponent,
  findGroup,
  insertComponent,
  listComponents,
  updateComponent,
} from '#db/queries/status.ts'
import { choice, line, optional, parse, type TypedFields, text } from '#src/fields.ts'
import { newId } from '#src/keys.ts'
import { judgeTogether, Refusal } from '#src/refusal.ts'
import type { Component } from './component.ts'
import { readHours } from './hours.ts'

/** Who keeps components. */
export interface Keeper {
  id: number
  name: string | null
}

const yesOrNo = z.enum(['0', '1']).optional()
const fields = z.object({
  sort: choice(['service', 'place'], 'Choose whether it is a service or a place.'),
  name: line('Give it a name.', 100),
  description: optional(text(300)),
  group: optional(z.string()),
  showcase: yesOrNo,
  only_if_degraded: yesOrNo,
  started_on: optional(z.iso.date('Give the day since when it is in use as a date that exists.')),
})

/**
 * Writes a component as typed in its form: a new one at the end of its group, or another text, sort, group and hours
 * for one that is there. Its status is not kept here: that comes with updates. Returns its id.
 */
export async function keepComponent(
  db: Db,
  id: string | null,
  typed: TypedFields,
  by: Keeper,
  now: number,
): Promise<string> {
  await judgeTogether(
    () => parse(fields, typed),
    () => typed.sort === 'place' && readHours(typed),
  )
  const value = parse(fields, typed)
  const hours = value.sort === 'place' ? JSON.stringify(readHours(typed)) : null
  return transact(db, async (tx) => {
    await takeTurns(tx, 'components')
    const before = id === null ? null : await existing(tx, id)
    if (value.group !== null) await usableGroup(tx, value.group)
    const siblings = (await listComponents(tx)).filter((one) => one.groupId === value.group && one.id !== id)
    if (siblings.some((one) => one.name.toLowerCase() === value.name.toLowerCase()))
      throw new Refusal('conflict', { name: 'There is one of this name in this group already.' })
    const said = {
      sort: value.sort,
      name: value.name,
      description: value.description,
      group_id: value.group,
      opening_hours: hours,
      updated_at: now,
      // Left as they are where the form does not ask.
      ...(value.showcase && { showcase: Number(value.showcase) }),
      ...(value.only_if_degraded && { only_if_degraded: Number(value.only_if_degraded) }),
      ...('started_on' in typed && { started_on: value.started_on }),
    }
    const position = Math.max(0, ...siblings.map((one) => one.position)) + 1
    const kept = before?.id ?? newId()
    if (!before) await insertComponent(tx, { ...NEW, ...said, id: kept, position, created_at: now })
    else await updateComponent(tx, kept, before.groupId === value.group ? said : { ...said, position })
    await note(tx, by, before ? 'component.change' : 'component.create', { id: kept, name: value.name }, now)
    return kept
  })
}

/** Takes a component off the page; what was ever said of it stays. Refused while it is not in order. */
export async function archiveComponent(db: Db, id: string, by: Keeper, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const component = await existing(tx, id)
    if (component.archivedAt !== null) return
    if (component.status !== 'operational')
      throw new Refusal('conflict', {
        form: `${component.name} is not operational. Resolve its incident first, so that nothing is hidden.`,
      })
    await updateComponent(tx, id, { archived_at: now, updated_at: now })
    await note(tx, by, 'component.archive', component, now)
  })
}

/** Puts it back on the page, outside of groups when its own is gone. */
export async function restoreComponent(db: Db, id: string, by: Keeper, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const component = await existing(tx, id)
    if (component.archivedAt === null) return
    const group = component.groupId === null ? undefined : await findGroup(tx, component.groupId)
    await updateComponent(tx, id, {
      archived_at: null,
      group_id: group?.archivedAt === null ? group.id : null,
    })
    await note(tx, by, 'component.restore', component, now)
  })
}

/** Moves it one place up or down within its group. */
export async function moveComponent(
  db: Db,
  id: string,
  direction: 'up' | 'down',
  by: Keeper,
  now: number,
): Promise<void> {
  await transact(db, async (tx) => {
    const component = await existing(tx, id)
    const siblings = (await listComponents(tx)).filter((one) => one.groupId === component.groupId)
    const order = moved(siblings, id, direction)
    for (const [index, one] of order.entries()) await updateComponent(tx, one.id, { position: index + 1 })
    await note(tx, by, 'component.move', component, now)
  })
}

/** The same things with one of them a place further up or down. */
export function moved<T extends { id: string }>(things: T[], id: string, direction: 'up' | 'down'): T[] {
  const order = [...things]
  const from = order.findIndex((one) => one.id === id)
  const to = from + (direction === 'up' ? -1 : 1)
  const [one, other] = [order[from], order[to]]
  if (one && other) [order[from], order[to]] = [other, one]
  return order
}

/** Who did what, and that the page has changed. */
export async function note(
  tx: Db,
  by: Keeper,
  action: string,
  object: { id: string; name: string },
  now: number,
): Promise<void> {
  // Their names stand on every page that mentions them.
  await touch(tx, ['page'], now)
  await insertAudit(tx, { at: now, staff: by, action, object: object.id, detail: { name: object.name } })
}

const NEW = { status: 'operational', archived_at: null, source: null, source_id: null }

async function existing(tx: Db, id: string): Promise<Component> {
  const component = await findComponent(tx, id)
  if (!component) throw new Refusal('not_found', { form: 'This component does not exist.' })
  return component
}

async function usableGroup(tx: Db, id: string): Promise<void> {
  const group = await findGroup(tx, id)
  if (!group || group.archivedAt !== null)
    throw new Refusal('invalid', { group: 'This group does not exist any more.' })
}
