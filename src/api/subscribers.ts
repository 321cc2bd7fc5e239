import { listManaged } from '#db/queries/managed.ts'
import { Refusal } from '#src/refusal.ts'
import { allows } from '#src/staff/roles.ts'
import { askToFollow } from '#src/subscribers/ask-to-follow.ts'
import { enrol, expel, remind } from '#src/subscribers/manage.ts'
import { OTHER_WAYS, type Way, waysIn } from '#src/subscribers/ways.ts'
import { type Call, door } from './door.ts'
import { spanOf } from './fields.ts'
import { postOf } from './incident-told.ts'
import { BULK_DOORS } from './subscriber-bulk.ts'
import { COUNT_DOORS } from './subscriber-counts.ts'
import {
  type Follower,
  leavers,
  type Newcomer,
  newFollower,
  newSubscriber,
  search,
} from './subscriber-fields.ts'
import { ALL, existing, list, MOST, manager } from './subscriber-find.ts'
import { toldSubscriber } from './subscriber-told.ts'

const ONE = `${ALL}/{subscriber_id}`
const OF_POST = '/pages/{page_id}/incidents/{incident_id}/subscribers'

async function add(call: Call<unknown, { subscriber: Newcomer }>) {
  const { phone_country, component_ids, consent, ...rest } = call.body.subscriber
  const vouches = rest.skip_confirmation_notification === true
  if (vouches && !consent)
    throw new Refusal('invalid', {
      consent: 'To tell somebody without asking them, say when and where they agreed: given_at and evidence.',
    })
  if (vouches && !allows(call.role, 'admin'))
    throw new Refusal('forbidden', { form: 'Only a token for admins may vouch for a consent.' })
  if (consent && consent.given_at > call.now)
    throw new Refusal('invalid', { given_at: 'Nobody has agreed in the future.' })
  return enrol(
    call.db,
    {
      ...wayOf(call.body.subscriber),
      country: phone_country,
      components: component_ids ?? 'all',
      voucher: vouches && consent ? { at: consent.given_at, evidence: consent.evidence } : null,
    },
    manager(call),
  )
}

/** By which way, and where. Throws a {@link Refusal} unless there is just one address, and its way is known. */
function wayOf({ email, phone_number, endpoint, mode }: Follower): Way {
  const ways = waysIn(
    (name) => ({ email, phone: phone_number, endpoint, way: mode ?? 'webhook' })[name] ?? '',
  )
  const way = ways.length === 1 ? ways[0] : undefined
  if (way) return way
  if (endpoint === undefined)
    throw new Refusal('invalid', { email: 'Give either an email address or a phone number.' })
  throw new Refusal('invalid', { mode: `An endpoint is for one of these: ${OTHER_WAYS.join(', ')}.` })
}

/** Who hears. */
export const SUBSCRIBER_DOORS = [
  ...COUNT_DOORS,
  ...BULK_DOORS,
  door({
    method: 'GET',
    path: ALL,
    summary: 'List subscribers who have not left',
    needs: 'viewer',
    query: search,
    answers: 'Subscriber[]',
    async work({ readDb, role, query }) {
      if (query.q && !allows(role, 'editor'))
        throw new Refusal('forbidden', { form: 'A token that may only read cannot search by address.' })
      const { sort_field: sort, limit: most, page } = query
      const limit = Math.min(most, MOST)
      const found = await list({ db: readDb }, query.type, {
        state: query.state,
        text: query.q,
        sort: sort === 'relevance' ? 'primary' : sort,
        descending: query.sort_direction === 'desc',
        limit,
        offset: page * limit,
      })
      return found.map((one) => toldSubscriber(one, role))
    },
  }),
  door({
    method: 'POST',
    path: ALL,
    summary: 'Add a subscriber: asked by mail first, unless you vouch for their consent',
    needs: 'editor',
    body: newSubscriber,
    answers: 'Subscriber',
    status: 201,
    async work(call) {
      const params = { subscriber_id: String(await add(call)) }
      return toldSubscriber(await existing({ ...call, params }), call.role)
    },
  }),
  door({
    method: 'POST',
    path: OF_POST,
    summary: 'Ask somebody whether they want to hear of one incident or maintenance',
    needs: 'editor',
    body: newFollower,
    answers: 'Subscriber',
    status: 201,
    async work(call) {
      const { id } = await postOf(call.db, call.params.incident_id ?? '')
      const { phone_country: country } = call.body.subscriber
      const way = { ...wayOf(call.body.subscriber), country }
      const params = { subscriber_id: String(await askToFollow(call.db, way, id, manager(call))) }
      return toldSubscriber(await existing({ ...call, params }), call.role)
    },
  }),
  door({
    method: 'GET',
    path: `${ALL}/unsubscribed`,
    summary: 'List subscribers who have left',
    needs: 'viewer',
    query: leavers,
    answers: 'Subscriber[]',
    async work({ readDb, role, query }) {
      const found = await listManaged(readDb, { state: 'unsubscribed', ...spanOf(query) })
      return found.map((one) => toldSubscriber(one, role))
    },
  }),
  door({
    method: 'POST',
    path: `${ONE}/resend_confirmation`,
    summary: 'Ask one once more who has not confirmed yet',
    needs: 'editor',
    answers: 'Done',
    status: 201,
    async work(call) {
      const { id, state } = await existing(call)
      if (state !== 'unconfirmed') throw new Refusal('conflict', { form: 'There is nothing to confirm.' })
      if (!(await remind(call.db, id, manager(call))))
        throw new Refusal('limited', {
          form: 'This address has been asked as often as it may be. Try tomorrow.',
        })
      return { subscribers: 1 }
    },
  }),
  door({
    method: 'GET',
    path: ONE,
    summary: 'Read one subscriber',
    needs: 'viewer',
    answers: 'Subscriber',
    work: async (call) => toldSubscriber(await existing({ ...call, db: call.readDb }), call.role),
  }),
  door({
    method: 'DELETE',
    path: ONE,
    summary: 'Take a subscriber off',
    needs: 'editor',
    answers: 'Subscriber',
    async work(call) {
      await expel(call.db, (await existing(call)).id, manager(call))
      return toldSubscriber(await existing(call), call.role)
    },
  }),
]
