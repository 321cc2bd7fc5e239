import { z } from 'zod'
import { listForPrograms } from '#db/queries/api-posts.ts'
import { listUnfiled } from '#db/queries/timeline.ts'
import { phaseOf } from '#src/posts/closing.ts'
import { bodyField } from '#src/posts/fields.ts'
import type { Post } from '#src/posts/post.ts'
import { revise } from '#src/posts/revise.ts'
import { withdraw } from '#src/posts/withdraw.ts'
import { Refusal } from '#src/refusal.ts'
import { changeIncident } from './change-incident.ts'
import { createIncident } from './create-incident.ts'
import { type Call, door } from './door.ts'
import { paging, partOf, spanOf } from './fields.ts'
import { changedIncident, newIncident } from './incident-fields.ts'
import { postOf, tell, tellOne } from './incident-told.ts'

const ALL = '/pages/{page_id}/incidents'
const ONE = `${ALL}/{incident_id}`
const UPDATE = `${ONE}/incident_updates/{incident_update_id}`

const search = paging.extend({ q: z.string().max(200, 'Search for at most 200 characters.').optional() })

const changedUpdate = z.object({
  incident_update: z.object({
    body: bodyField.optional(),
    display_at: z.unknown().optional(),
  }),
})

const list = (name: string, summary: string, which: (post: Post, now: number) => boolean) =>
  door({
    method: 'GET',
    path: `${ALL}${name}`,
    summary,
    needs: 'viewer',
    query: paging,
    answers: 'Incident[]',
    async work({ readDb, page, query, now }) {
      const open = (await listUnfiled(readDb)).filter((post) => which(post, now))
      return tell(readDb, page, partOf(open, query), now)
    },
  })

const inPhase = (post: Post, now: number, ...phases: string[]) =>
  post.kind === 'closure' && phases.includes(phaseOf(post, now))

const change = (method: 'PATCH' | 'PUT') =>
  door({
    method,
    path: ONE,
    summary: 'Change an incident or say more about it',
    needs: 'editor',
    body: changedIncident,
    answers: 'Incident',
    async work(call) {
      const { incident_id: id = '' } = call.params
      await changeIncident(call, id, call.body.incident)
      return tellOne(call.db, call.page, id, call.now)
    },
  })

const correct = (method: 'PATCH' | 'PUT') =>
  door({
    method,
    path: UPDATE,
    summary: 'Correct the text of an update; the former one stays to be seen',
    needs: 'editor',
    body: changedUpdate,
    answers: 'IncidentUpdate',
    async work(call) {
      const { body, display_at } = call.body.incident_update
      const before = await updateIn(call)
      if (display_at != null && Date.parse(String(display_at)) !== Date.parse(before.display_at))
        throw new Refusal('invalid', { display_at: 'When something was said does not change afterwards.' })
      if (body !== undefined) await revise(call.db, before.id, body, call)
      return updateIn(call)
    },
  })

async function updateIn({ db, page, params, now }: Call) {
  const told = await tellOne(db, page, params.incident_id ?? '', now)
  const update = told?.incident_updates.find(({ id }) => id === params.incident_update_id)
  if (!update) throw new Refusal('not_found', { form: 'There is no such update of this incident.' })
  return update
}

/** Incidents and maintenances. */
export const INCIDENT_DOORS = [
  door({
    method: 'GET',
    path: ALL,
    summary: 'List incidents and maintenances, the newest first',
    needs: 'viewer',
    query: search,
    answers: 'Incident[]',
    async work({ readDb, page, query, now }) {
      const kinds: Post['kind'][] = ['incident', 'closure']
      const posts = await listForPrograms(readDb, { kinds, q: query.q, ...spanOf(query) })
      return tell(readDb, page, posts, now)
    },
  }),
  list('/unresolved', 'List open incidents', ({ kind }) => kind === 'incident'),
  list('/scheduled', 'List maintenances that are not over', (post, now) =>
    inPhase(post, now, 'coming', 'in_force'),
  ),
  list('/upcoming', 'List maintenances to come', (post, now) => inPhase(post, now, 'coming')),
  list('/active_maintenance', 'List maintenances in force', (post, now) => inPhase(post, now, 'in_force')),
  door({
    method: 'POST',
    path: ALL,
    summary: 'Publish an incident or a maintenance',
    needs: 'editor',
    body: newIncident,
    answers: 'Incident',
    status: 201,
    async work(call) {
      const id = await createIncident(call, call.body.incident)
      return tellOne(call.db, call.page, id, call.now)
    },
  }),
  door({
    method: 'GET',
    path: ONE,
    summary: 'Read one incident or maintenance',
    needs: 'viewer',
    answers: 'Incident',
    work: ({ readDb, page, params, now }) => tellOne(readDb, page, params.incident_id ?? '', now),
  }),
  change('PATCH'),
  change('PUT'),
  door({
    method: 'DELETE',
    path: ONE,
    summary: 'Cancel a maintenance that has not begun; nothing that was published vanishes',
    needs: 'editor',
    answers: 'Incident',
    async work({ db, page, params, author, now, formKey }) {
      const { id } = await postOf(db, params.incident_id ?? '')
      await withdraw(db, id, { author, now, formKey })
      return tellOne(db, page, id, now)
    },
  }),
  correct('PATCH'),
  correct('PUT'),
]
