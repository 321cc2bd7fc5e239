import { z } from 'zod'
import { listForPrograms } from '#db/queries/api-posts.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { config } from '#src/config.ts'
import { iso } from '#src/feeds/statuspage/world.ts'
import { readDraft } from '#src/posts/draft.ts'
import { readEntry } from '#src/posts/entry.ts'
import { LABELS } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import { publish } from '#src/posts/publish.ts'
import { tellsOf } from '#src/posts/telling.ts'
import { update } from '#src/posts/update.ts'
import { Refusal } from '#src/refusal.ts'
import { type Call, door } from './door.ts'
import { componentId, flag, paging, spanOf } from './fields.ts'
import { translations, typedIn } from './translations.ts'

const ALL = '/pages/{page_id}/releases'
const ONE = `${ALL}/{release_id}`
const STATES = ['planned', 'early_access', 'released', 'withdrawn'] as const

const status = z.enum(STATES, { error: `Choose one of ${STATES.join(', ')}.` })
const release = z.object(
  {
    name: z.string({ error: 'Give it a title.' }),
    body: z.string({ error: 'Say what is new.' }),
    status: status.optional(),
    labels: z.array(z.enum(LABELS, { error: `Choose among ${LABELS.join(', ')}.` })).optional(),
    released_on: z.string().optional(),
    component_ids: z.array(componentId).optional(),
    deliver_notifications: flag.optional(),
    translations: translations.optional(),
  },
  { error: 'Put it inside “release”.' },
)
const more = z.object({
  release: z.object({
    body: release.shape.body,
    status: status.optional(),
    deliver_notifications: flag.optional(),
    translations: translations.optional(),
  }),
})

function told(post: Post, pageId: string) {
  return {
    id: post.id,
    page_id: pageId,
    name: post.title,
    status: post.state,
    labels: post.labels,
    released_on: post.releasedOn,
    shortlink: `${config().publicUrl}/releases/${post.id}`,
    created_at: iso(post.createdAt),
    updated_at: iso(post.updatedAt),
    updates: post.updates.map((one) => ({
      id: one.id,
      status: one.state,
      body: one.body,
      created_at: iso(one.publishedAt),
      updated_at: iso(one.editedAt ?? one.publishedAt),
    })),
    components: post.components,
  }
}

async function releaseOf({ db }: Call, id: string): Promise<Post> {
  const post = /^[a-z0-9]{1,64}$/i.test(id) ? await findPost(db, id) : undefined
  if (post?.kind !== 'release') throw new Refusal('not_found', { form: 'There is no such release.' })
  return post
}

/** Our own: what is new, from a deploy pipeline. Statuspage knows no releases. */
export const RELEASE_DOORS = [
  door({
    method: 'GET',
    path: ALL,
    summary: 'List releases, the newest first',
    needs: 'viewer',
    query: paging,
    answers: 'Release[]',
    async work({ readDb, page, query }) {
      const posts = await listForPrograms(readDb, { kinds: ['release'], ...spanOf(query) })
      return posts.map((post) => told(post, page.public_id))
    },
  }),
  door({
    method: 'POST',
    path: ALL,
    summary: 'Publish a release',
    needs: 'editor',
    body: z.object({ release }),
    answers: 'Release',
    status: 201,
    async work(call) {
      const { release: wished } = call.body
      const typed = {
        kind: 'release',
        title: wished.name,
        body: wished.body,
        state: wished.status ?? 'released',
        labels: wished.labels ?? [],
        released_on: wished.released_on,
        components: wished.component_ids ?? [],
        ...typedIn(wished.translations),
      }
      const read = readDraft(typed, call.page.time_zone, call.now)
      if ('problems' in read) throw new Refusal('invalid', read.problems)
      const { state } = read.draft
      const channels =
        wished.deliver_notifications === false ? [] : tellsOf('release', { state, impact: null, seq: 1 })
      const { postId } = await publish(call.db, { ...read.draft, channels }, call)
      return told(await releaseOf(call, postId), call.page.public_id)
    },
  }),
  door({
    method: 'GET',
    path: ONE,
    summary: 'Read one release',
    needs: 'viewer',
    answers: 'Release',
    work: async (call) => told(await releaseOf(call, call.params.release_id ?? ''), call.page.public_id),
  }),
  door({
    method: 'PATCH',
    path: ONE,
    summary: 'Say more about a release, or how it stands now',
    needs: 'editor',
    body: more,
    answers: 'Release',
    async work(call) {
      const { body, status: state, deliver_notifications: tells } = call.body.release
      const post = await releaseOf(call, call.params.release_id ?? '')
      const read = readEntry(
        { body, state: state ?? post.state, ...typedIn(call.body.release.translations) },
        post,
        call.page.time_zone,
        call.now,
      )
      if ('problems' in read) throw new Refusal('invalid', read.problems)
      const seq = (post.updates[0]?.seq ?? 0) + 1
      const changes = read.entry.state !== post.state
      const channels =
        tells === false || !changes ? [] : tellsOf('release', { state: read.entry.state, impact: null, seq })
      await update(call.db, post.id, { ...read.entry, channels }, call)
      return told(await releaseOf(call, post.id), call.page.public_id)
    },
  }),
]
