import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf, CHANNEL_NAMES } from '#src/channels/index.ts'
import { IMPACTS, type Impact, type Kind } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'
import type { Schema } from '../schema.ts'

/** Whom a post concerns. No components: everybody who wants this kind. */
export interface Audience {
  kind: Kind
  componentIds: string[]
  channels: Channel[]
  /** Incidents: the most severe that it ever was. Left out: not known, and nobody is left out for it. */
  impact?: Impact | null
  /** The post, where anybody follows or mutes it: {@link wishedFor} tells. */
  wishedPost?: string
}

const WANTS = { incident: 'wants_incident', closure: 'wants_closure', release: 'wants_release' } as const

/** Where what somebody missed while they rested can come as one message afterwards. */
const GATHERED = sql.join(CHANNEL_NAMES.filter((channel) => aboutOf(channel).digests))

type Subscribers = ExpressionBuilder<Schema, 'subscribers'>

/**
 * Confirmed, not gone, not resting on a channel that has no digest, and either wanting this kind, one of these components
 * and no less severe, or following this post; in neither case muting it.
 */
export function wants(audience: Audience, now: number) {
  return (eb: Subscribers) => {
    const { wishedPost } = audience
    const conditions = [
      eb('subscribers.confirmed_at', 'is not', null),
      eb('subscribers.ended_at', 'is', null),
      // Not by the index that begins with the channel: a chunk is a stretch of ids, not everybody sorted by them.
      sql<SqlBool>`subscribers.channel || '' in (${sql.join(audience.channels)})`,
      sql<SqlBool>`(subscribers.paused_until is null or subscribers.paused_until <= ${now}
        or subscribers.channel in (${GATHERED}))`,
    ]
    if (!wishedPost) return eb.and([...conditions, ...matches(audience)(eb)])
    return eb.and([
      ...conditions,
      eb.or([eb.and(matches(audience)(eb)), wished(eb, wishedPost, 'follow')]),
      eb.not(wished(eb, wishedPost, 'mute')),
    ])
  }
}

function matches(audience: Audience) {
  return (eb: Subscribers) => {
    const conditions = [eb(`subscribers.${WANTS[audience.kind]}`, '=', 1)]
    const grave = audience.kind === 'incident' ? upTo(audience.impact) : IMPACTS
    if (grave.length < IMPACTS.length) conditions.push(eb('subscribers.least_impact', 'in', grave))
    if (audience.componentIds.length) {
      conditions.push(
        eb.or([
          eb('subscribers.every_component', '=', 1),
          eb.exists(
            eb
              .selectFrom('subscriber_components as sc')
              .select('sc.subscriber_id')
              .whereRef('sc.subscriber_id', '=', 'subscribers.id')
              .where('sc.component_id', 'in', audience.componentIds),
          ),
        ]),
      )
    }
    return conditions
  }
}

/** The wishes that an incident of this impact meets. */
function upTo(impact: Impact | null | undefined): readonly Impact[] {
  return impact === undefined ? IMPACTS : IMPACTS.slice(0, IMPACTS.indexOf(impact ?? 'none') + 1)
}

function wished(eb: Subscribers, postId: string, wish: 'follow' | 'mute') {
  return eb.exists(
    eb
      .selectFrom('subscriber_posts as sp')
      .select('sp.subscriber_id')
      .where('sp.post_id', '=', postId)
      .whereRef('sp.subscriber_id', '=', 'subscribers.id')
      .where('sp.wish', '=', wish),
  )
}

/** The post of an audience that anybody follows or mutes; nothing where nobody does, so that nobody is asked about it. */
export async function wishedFor(
  db: Db,
  postId: string | null | undefined,
): Promise<Pick<Audience, 'wishedPost'>> {
  if (!postId) return {}
  const row = await db
    .selectFrom('subscriber_posts')
    .select('wish')
    .where('post_id', '=', postId)
    .limit(1)
    .executeTakeFirst()
  return row ? { wishedPost: postId } : {}
}
