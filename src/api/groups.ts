import { z } from 'zod'
import { transact } from '#db/open.ts'
import { findGroup, listComponents, listGroups } from '#db/queries/status.ts'
import { iso } from '#src/feeds/statuspage/world.ts'
import { Refusal } from '#src/refusal.ts'
import type { Component, ComponentGroup } from '#src/status/component.ts'
import { archiveGroup, keepGroup } from '#src/status/keep-group.ts'
import { inUse, keepWished } from './components.ts'
import { type Call, door } from './door.ts'
import { componentId, paging, partOf } from './fields.ts'

const ALL = '/pages/{page_id}/component-groups'
const ONE = `${ALL}/{id}`

const group = z.object(
  {
    name: z.string({ error: 'Give the group a name.' }),
    components: z.array(componentId, { error: 'Give the ids of its components.' }),
    description: z.string().nullish(),
  },
  { error: 'Put it inside “component_group”.' },
)
const fresh = z.object({ description: z.string().nullish(), component_group: group })
/** Some tools send it without what it stands in. */
const changed = group.partial().extend({ component_group: group.partial().optional() })
type Wished = z.output<typeof changed>

function told(one: ComponentGroup, components: Component[], pageId: string) {
  return {
    id: one.id,
    page_id: pageId,
    name: one.name,
    description: one.description,
    components: components.filter(({ groupId }) => groupId === one.id).map(({ id }) => id),
    position: one.position,
    created_at: iso(one.createdAt),
    updated_at: iso(one.updatedAt),
  }
}

async function existing({ db, params }: Call): Promise<ComponentGroup> {
  const found = await findGroup(db, params.id ?? '')
  if (!found || found.archivedAt !== null) throw new Refusal('not_found', { form: 'There is no such group.' })
  return found
}

async function toldOne({ db, page }: Call, id: string) {
  const found = await findGroup(db, id)
  return found && told(found, await listComponents(db), page.public_id)
}

/** Writes a group and who belongs to it, all or nothing. Returns its id. */
function keep(call: Call, wished: Wished, before: ComponentGroup | null): Promise<string> {
  const inside = wished.component_group ?? wished
  const description = wished.description ?? inside.description
  const typed = {
    name: inside.name ?? before?.name,
    ...(description === undefined ? {} : { description: description ?? '' }),
  }
  return transact(call.db, async (tx) => {
    const inTx = { ...call, db: tx }
    const id = await keepGroup(tx, before?.id ?? null, typed, call.author, call.now)
    const ids = inside.components
    if (!ids) return id
    for (const one of await listComponents(tx))
      if (one.groupId === id && !ids.includes(one.id)) await keepWished(inTx, { group_id: null }, one)
    for (const one of ids) {
      const component = await inUse(inTx, one)
      if (component.groupId !== id) await keepWished(inTx, { group_id: id }, component)
    }
    return id
  })
}

const change = (method: 'PATCH' | 'PUT') =>
  door({
    method,
    path: ONE,
    summary: 'Rename a group, or say which components belong to it',
    needs: 'admin',
    body: changed,
    answers: 'GroupComponent',
    work: async (call) => toldOne(call, await keep(call, call.body, await existing(call))),
  })

/** Groups of components. */
export const GROUP_DOORS = [
  door({
    method: 'GET',
    path: ALL,
    summary: 'List groups',
    needs: 'viewer',
    query: paging,
    answers: 'GroupComponent[]',
    async work({ readDb, page, query }) {
      const [groups, components] = await Promise.all([listGroups(readDb), listComponents(readDb)])
      return partOf(groups, query).map((one) => told(one, components, page.public_id))
    },
  }),
  door({
    method: 'POST',
    path: ALL,
    summary: 'Put components into a new group',
    needs: 'admin',
    body: fresh,
    answers: 'GroupComponent',
    status: 201,
    work: async (call) => toldOne(call, await keep(call, call.body, null)),
  }),
  door({
    method: 'GET',
    path: ONE,
    summary: 'Read one group',
    needs: 'viewer',
    answers: 'GroupComponent',
    work: async (call) => toldOne(call, (await existing(call)).id),
  }),
  change('PATCH'),
  change('PUT'),
  door({
    method: 'DELETE',
    path: ONE,
    summary: 'Take a group off the page; its components stay, outside of groups',
    needs: 'admin',
    answers: 'GroupComponent',
    async work(call) {
      const before = await existing(call)
      const { name } = before
      const id = await keep(call, { component_group: { name, components: [] } }, before)
      await archiveGroup(call.db, id, call.author, call.now)
      return toldOne(call, id)
    },
  }),
]
