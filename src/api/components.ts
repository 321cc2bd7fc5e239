import { z } from 'zod'
import { transact } from '#db/open.ts'
import { findComponent } from '#db/queries/status.ts'
import { componentsAndGroups } from '#src/feeds/statuspage/components.ts'
import { Refusal } from '#src/refusal.ts'
import { allows } from '#src/staff/roles.ts'
import { type Component, STATUSES } from '#src/status/component.ts'
import { hoursText, WEEKDAYS } from '#src/status/hours.ts'
import { archiveComponent, keepComponent } from '#src/status/keep-component.ts'
import { setStatus } from '#src/status/set-status.ts'
import { type Call, door } from './door.ts'
import { flag, paging, partOf } from './fields.ts'
import { readWorld } from './world.ts'

const ALL = '/pages/{page_id}/components'
const ONE = `${ALL}/{component_id}`

const component = z.object(
  {
    name: z.string({ error: 'Give it a name.' }),
    description: z.string().nullish(),
    status: z.enum([...STATUSES, ''], { error: `Choose one of ${STATUSES.join(', ')}.` }).nullish(),
    group_id: z.string().nullish(),
    showcase: flag.nullish(),
    only_show_if_degraded: flag.nullish(),
    start_date: z.string().nullish(),
  },
  { error: 'Put it inside “component”.' },
)
type Wished = Partial<z.output<typeof component>>

const STATUS_ONLY = 'This token may say how a component stands, and change nothing else of it.'

/** Whether what a program sends along with a status is what stands there already. */
function saysTheSame({ status: _status, ...wished }: Wished, before: Component): boolean {
  const stands: Omit<Wished, 'status'> = {
    name: before.name,
    description: before.description ?? '',
    group_id: before.groupId ?? '',
    showcase: before.showcase,
    only_show_if_degraded: before.onlyIfDegraded,
    start_date: before.startedOn ?? '',
  }
  return Object.entries(wished).every(
    ([field, value]) => (value ?? '') === stands[field as keyof typeof stands],
  )
}

/** Writes what is wished over what is there, by the form's own verb. */
export async function keepWished(call: Call, wished: Wished, before: Component | null): Promise<string> {
  const { db, author, now } = call
  const flags = (value: boolean | null | undefined) => (value == null ? undefined : value ? '1' : '0')
  const hours = WEEKDAYS.map((_, day) => [
    `hours.${day + 1}`,
    hoursText(before?.openingHours ?? null, day + 1),
  ])
  const typed = {
    sort: before?.sort ?? 'service',
    ...Object.fromEntries(hours),
    name: wished.name ?? before?.name,
    description: (wished.description === undefined ? before?.description : wished.description) ?? '',
    group: (wished.group_id === undefined ? before?.groupId : wished.group_id) ?? '',
    showcase: flags(wished.showcase),
    only_if_degraded: flags(wished.only_show_if_degraded),
    ...(wished.start_date === undefined ? {} : { started_on: wished.start_date ?? '' }),
  }
  return transact(db, async (tx) => {
    const same = before && saysTheSame(wished, before)
    if (!same && !allows(call.role, 'admin')) throw new Refusal('forbidden', { form: STATUS_ONLY })
    const id = same ? before.id : await keepComponent(tx, before?.id ?? null, typed, author, now)
    if (wished.status) await setStatus(tx, id, wished.status, author, now)
    return id
  })
}

/** The component in use of this id. Throws a {@link Refusal} when there is none. */
export async function inUse({ db }: Call, id: string): Promise<Component> {
  const found = await findComponent(db, id)
  if (!found || found.archivedAt !== null)
    throw new Refusal('not_found', { form: 'There is no such component.' })
  return found
}

/** All as the manage API tells them, groups among them. */
export async function toldComponents({ db, page, now }: Call) {
  const world = await readWorld(db, page, now)
  return componentsAndGroups(world).map((one) => ({ ...one, automation_email: null }))
}

async function told(call: Call, id: string) {
  const one = (await toldComponents(call)).find((component) => component.id === id)
  if (!one) throw new Refusal('not_found', { form: 'There is no such component.' })
  return one
}

const idOf = ({ params }: Call) => params.component_id ?? ''

const change = (method: 'PATCH' | 'PUT') =>
  door({
    method,
    path: ONE,
    summary: 'Say how a component stands; change more of it with a token for admin',
    needs: 'editor',
    body: z.object({ component: component.partial() }),
    answers: 'Component',
    async work(call) {
      const before = await inUse(call, idOf(call))
      await keepWished(call, call.body.component, before)
      return told(call, before.id)
    },
  })

/** What customers depend on. */
export const COMPONENT_DOORS = [
  door({
    method: 'GET',
    path: ALL,
    summary: 'List components and groups',
    needs: 'viewer',
    query: paging,
    answers: 'Component[]',
    work: async (call) => partOf(await toldComponents({ ...call, db: call.readDb }), call.query),
  }),
  door({
    method: 'POST',
    path: ALL,
    summary: 'Add a component',
    needs: 'admin',
    body: z.object({ component }),
    answers: 'Component',
    status: 201,
    work: async (call) => told(call, await keepWished(call, call.body.component, null)),
  }),
  door({
    method: 'GET',
    path: ONE,
    summary: 'Read one component or group',
    needs: 'viewer',
    answers: 'Component',
    work: (call) => told({ ...call, db: call.readDb }, idOf(call)),
  }),
  change('PATCH'),
  change('PUT'),
  door({
    method: 'DELETE',
    path: ONE,
    summary: 'Take a component off the page; what was ever said of it stays',
    needs: 'admin',
    status: 204,
    async work(call) {
      const { id } = await inUse(call, idOf(call))
      await archiveComponent(call.db, id, call.author, call.now)
    },
  }),
]
