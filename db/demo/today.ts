import type { Db } from '#db/open.ts'
import { findUpdateByFormKey } from '#db/queries/posts.ts'
import { countAudience } from '#db/queries/reach.ts'
import { findStaffByEmail } from '#db/queries/staff.ts'
import { listComponents } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import type { Channel } from '#src/channels/channel.ts'
import { KINDS, mayBecome } from '#src/posts/kinds.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { type Cast, PEOPLE } from './cast.ts'
import { draftOf, entryOf } from './story.ts'
import type { Saying, Telling } from './telling.ts'
import { inTongues } from './tongues.ts'

const MINUTE = 60_000

/** What happens while you watch: the incident of today, one chapter for each start of the demo. */
function chapters(now: number): [Telling, ...Saying[]] {
  return [
    {
      slug: 'today',
      kind: 'incident',
      author: 'ines',
      title: 'Delivery slots for tomorrow cannot be booked',
      at: now,
      state: 'investigating',
      components: ['slots'],
      statuses: { slots: 'partial_outage' },
      nextUpdateBy: now + 30 * MINUTE,
      fields: { impact: 'major', startedAt: now - 9 * MINUTE, detectedAt: now - 4 * MINUTE },
      body: 'For nine minutes, web shop and app have shown every slot for tomorrow as taken. They are not. Orders that you have already placed keep their hour, and today’s deliveries are on the road as planned. Tiago is looking at what changed; if you need a slot now, write to help@mares.example and we enter it by hand.',
    },
    {
      at: now,
      state: 'identified',
      nextUpdateBy: now + 45 * MINUTE,
      body: 'We know what it is: the list of tomorrow’s vans was loaded without their drivers, and a van without a driver has no hours to give. Tiago is loading it again, district by district, beginning with Lisbon.',
    },
    {
      at: now,
      state: 'monitoring',
      statuses: { slots: 'degraded_performance' },
      nextUpdateBy: now + 60 * MINUTE,
      body: 'Slots for tomorrow can be booked again in all of Lisbon; Cascais follows within the hour. We are watching the first two hundred bookings one by one.',
    },
    {
      at: now,
      state: 'resolved',
      body: 'All slots for tomorrow can be booked, in Cascais too. Nobody lost an hour that was theirs. We will write down here, within the week, why a van can be loaded without its driver.',
    },
  ]
}

export interface Said {
  postId: string
  announcementId: number
  title: string
  /** Which word of the incident it is, from 0. */
  chapter: number
  body: string
  channels: Channel[]
  /** How many it is owed to. */
  audience: Record<Channel, number>
}

/**
 * Publishes the next chapter of today's incident through the verb, to whom the kind tells it by default. Undefined
 * when the story is at its end, or when somebody in the staff area has taken the incident over.
 */
export async function sayNext(db: Db, now: number): Promise<Said | undefined> {
  const [begin, ...rest] = chapters(now)
  const { later = [], ...first } = inTongues({ ...begin, later: rest })
  const begun = await findUpdateByFormKey(db, keyOf(0))
  const author = await whoIs(db, first.author)
  const cast = await castOf(db)
  if (!begun) {
    const channels = tells('investigating', 1)
    const draft = draftOf(cast, first, channels)
    const audience = await countAudience(
      db,
      { kind: 'incident', componentIds: draft.componentIds, channels, impact: draft.impact },
      now,
    )
    const { postId, announcementId } = await publish(db, draft, { author, now, formKey: keyOf(0) })
    return told(postId, announcementId, {
      title: first.title,
      body: first.body,
      chapter: 0,
      channels,
      audience,
    })
  }
  const post = await findPost(db, begun.post_id)
  for (const [index, saying] of later.entries()) {
    const chapter = index + 1
    if (await findUpdateByFormKey(db, keyOf(chapter))) continue
    if (!post || post.endedAt !== null || !mayBecome('incident', post.state, saying.state)) return undefined
    const channels = tells(saying.state, post.updates.length + 1)
    const componentIds = post.components.map((component) => component.id)
    const audience = await countAudience(
      db,
      { kind: 'incident', componentIds, channels, impact: post.peakImpact },
      now,
    )
    const by = { author, now, formKey: keyOf(chapter) }
    const { announcementId } = await update(db, post.id, entryOf(cast, saying, channels), by)
    return told(post.id, announcementId, {
      title: post.title,
      body: saying.body,
      chapter,
      channels,
      audience,
    })
  }
  return undefined
}

const keyOf = (chapter: number) => `demo:today:${chapter}`
const tells = (state: Saying['state'], seq: number) => KINDS.incident.tells({ state, impact: 'major', seq })

function told(
  postId: string,
  announcementId: number | undefined,
  rest: Omit<Said, 'postId' | 'announcementId'>,
) {
  return announcementId === undefined ? undefined : { postId, announcementId, ...rest }
}

async function whoIs(db: Db, who: Telling['author']) {
  const row = await findStaffByEmail(db, PEOPLE[who].email)
  return { id: row?.id ?? null, name: row?.name ?? PEOPLE[who].name }
}

/** The stage as it stands now; what staff have archived since is not on it. */
async function castOf(db: Db): Promise<Pick<Cast, 'components'>> {
  const slots = (await listComponents(db)).find((component) => component.name === 'Delivery slots')
  return { components: slots ? { slots: slots.id } : {} }
}
