import { z } from 'zod'
import { listApiSides } from '#db/queries/api-posts.ts'
import { isoOrNull } from '#src/feeds/statuspage/world.ts'
import { bodyField } from '#src/posts/fields.ts'
import { dropPostmortem, keepPostmortem, publishPostmortem } from '#src/posts/postmortem.ts'
import { Refusal } from '#src/refusal.ts'
import { type Call, door } from './door.ts'
import { flag } from './fields.ts'
import { tellOne } from './incident-told.ts'

const PATH = '/pages/{page_id}/incidents/{incident_id}/postmortem'

const written = z.object({ postmortem: z.object({ body_draft: bodyField }) })
const wishes = z.object({ postmortem: z.object({ notify_subscribers: flag.nullish() }).optional() })

const idOf = ({ params }: Call) => params.incident_id ?? ''

/** What is known of a post-mortem: the draft, and what is published. */
async function told(call: Call) {
  const incident = await tellOne(call.db, call.page, idOf(call), call.now)
  const side = (await listApiSides(call.db, [idOf(call)])).get(idOf(call))
  if (!incident || (side?.draft == null && incident.postmortem_body === null))
    throw new Refusal('not_found', { form: 'There is no post-mortem of this incident.' })
  const changed = incident.postmortem_body_last_updated_at
  return {
    preview_key: null,
    body: incident.postmortem_body,
    body_updated_at: changed,
    body_draft: side?.draft ?? null,
    body_draft_updated_at: isoOrNull(side?.draftAt ?? null),
    published_at: incident.postmortem_published_at,
    notify_subscribers: incident.postmortem_notified_subscribers,
    notify_twitter: false,
    custom_tweet: null,
    created_at: incident.postmortem_published_at ?? isoOrNull(side?.draftAt ?? null),
    updated_at: changed ?? isoOrNull(side?.draftAt ?? null),
  }
}

const OF = { needs: 'editor', answers: 'Postmortem' } as const

/** The explanation that follows an incident. */
export const POSTMORTEM_DOORS = [
  door({ ...OF, method: 'GET', path: PATH, summary: 'Read the post-mortem', needs: 'viewer', work: told }),
  door({
    ...OF,
    method: 'PUT',
    path: PATH,
    summary: 'Write the post-mortem; nobody sees it yet',
    body: written,
    async work(call) {
      await keepPostmortem(call.db, idOf(call), call.body.postmortem.body_draft, call)
      return told(call)
    },
  }),
  door({
    ...OF,
    method: 'PUT',
    path: `${PATH}/publish`,
    summary: 'Publish the post-mortem, or its new text',
    body: wishes,
    async work(call) {
      const tells = call.body.postmortem?.notify_subscribers ?? false
      await publishPostmortem(call.db, idOf(call), { ...call, tells })
      return told(call)
    },
  }),
  door({
    ...OF,
    method: 'PUT',
    path: `${PATH}/revert`,
    summary: 'Refused once it is published: what was published stays',
    async work(call) {
      const now = await told(call)
      if (now.published_at === null) return now
      throw new Refusal('conflict', {
        form: 'A published post-mortem stays. Publish a better text: both are shown.',
      })
    },
  }),
  door({
    ...OF,
    method: 'DELETE',
    path: PATH,
    summary: 'Throw the draft of the post-mortem away',
    status: 204,
    async work(call) {
      await told(call)
      await dropPostmortem(call.db, idOf(call), call)
    },
  }),
]
