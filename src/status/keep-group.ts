import { z } from 'zod'
import { type Db, takeTurns, transact } from '#db/open.ts'
import { findGroup, insertGroup, listComponents, listGroups, updateGroup } from '#db/queries/status.ts'
import { line, optional, parse, type TypedFields, text } from '#src/fields.ts'
import { newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import type { ComponentGroup } from './component.ts'
import { type Keeper, moved, note } from './keep-component.ts'

const fields = z.object({ name: line('Give the group a name.', 100), description: optional(text(300)) })

/** Makes a group at the end of the page, or renames one. Returns its id. */
export async function keepGroup(
  db: Db,
  id: string | null,
  typed: TypedFields,
  by: Keeper,
  now: number,
): Promise<string> {
  const { name, description } = parse(fields, typed)
  // Left as it is where the form does not ask.
  const said = { name, ...('description' in typed && { description }) }
  return transact(db, async (tx) => {
    await takeTurns(tx, 'components')
    const before = id === null ? null : await existing(tx, id)
    const others = (await listGroups(tx)).filter((group) => group.id !== id)
    if (others.some((group) => group.name.toLowerCase() === name.toLowerCase()))
      throw new Refusal('conflict', { name: 'There is a group of this name already.' })
    const kept = before?.id ?? newId()
    if (before) await updateGroup(tx, kept, { ...said, updated_at: now })
    else {
      const position = Math.max(0, ...others.map((group) => group.position)) + 1
      await insertGroup(tx, {
        ...said,
        id: kept,
        position,
        created_at: now,
        archived_at: null,
        source: null,
        source_id: null,
      })
    }
    await note(tx, by, before ? 'group.rename' : 'group.create', { id: kept, name }, now)
    return kept
  })
}

/** Takes an empty group off the page. */
export async function archiveGroup(db: Db, id: string, by: Keeper, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const group = await existing(tx, id)
    if (group.archivedAt !== null) return
    if ((await listComponents(tx)).some((component) => component.groupId === id))
      throw new Refusal('conflict', {
        form: `${group.name} still has components. Move or archive them first.`,
      })
    await updateGroup(tx, id, { archived_at: now })
    await note(tx, by, 'group.archive', group, now)
  })
}

export async function restoreGroup(db: Db, id: string, by: Keeper, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const group = await existing(tx, id)
    if (group.archivedAt === null) return
    await updateGroup(tx, id, { archived_at: null })
    await note(tx, by, 'group.restore', group, now)
  })
}

/** Moves it one place up or down on the page. */
export async function moveGroup(
  db: Db,
  id: string,
  direction: 'up' | 'down',
  by: Keeper,
  now: number,
): Promise<void> {
  await transact(db, async (tx) => {
    const group = await existing(tx, id)
    const order = moved(await listGroups(tx), id, direction)
    for (const [index, one] of order.entries()) await updateGroup(tx, one.id, { position: index + 1 })
    await note(tx, by, 'group.move', group, now)
  })
}

async function existing(tx: Db, id: string): Promise<ComponentGroup> {
  const group = await findGroup(tx, id)
  if (!group) throw new Refusal('not_found', { form: 'This group does not exist.' })
  return group
}
