import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { wishedFor } from '#db/queries/audience.ts'
import { countAudience, lastSubscriber } from '#db/queries/reach.ts'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { graverOf, IMPACTS, type Impact, type Kind } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Entry } from '#src/posts/update.ts'
import type { Reach } from './reach.ts'

export interface About {
  kind: Kind
  componentIds: string[]
  /** Incidents: the most severe that it ever was; left out while nobody has said it. */
  impact?: Impact | null
  /** A post that is there already: some may follow or mute it. */
  postId?: string
}

/** Whom a post as it stands concerns. */
export function aboutOf(post: Pick<Post, 'id' | 'kind' | 'components' | 'peakImpact'>): About {
  const { id, kind, components, peakImpact } = post
  return { kind, componentIds: components.map(({ id }) => id), impact: peakImpact, postId: id }
}

/** The impact that somebody has chosen; nothing while they have not. */
export function impactIn(typed: unknown): Pick<About, 'impact'> {
  const impact = IMPACTS.find((one) => one === typed)
  return impact ? { impact } : {}
}

/** The same with what an entry adds to it. */
export function aboutWith(post: Post, entry: Pick<Entry, 'statuses' | 'impact'>): About {
  const { componentIds, impact, ...about } = aboutOf(post)
  return {
    ...about,
    componentIds: [...componentIds, ...Object.keys(entry.statuses)],
    impact: graverOf(impact ?? null, entry.impact ?? null),
  }
}

interface Counting {
  counts: Promise<Reach>
  at: number
}

/** What was counted, when, and how many had ever subscribed then. */
interface Counted {
  counts: Reach
  at: number
  last: number
}

interface Memory {
  counting: Map<string, Counting>
  counted: Map<string, Counted>
}

/** Up to so many ids everybody is counted each time that somebody asks. */
const FEW = 10_000
/** The count of a large audience is told again for so long. */
const REMEMBERED = 15_000
/** Somebody who was shown a count may write for so long before it is counted anew. */
const BELIEVED = 30 * 60_000
/** A page waits no longer than this for a number that its script can ask for later. */
const PATIENCE = 25

const memories = new WeakMap<Db, Memory>()

/**
 * How many people an announcement of this kind about these components would reach now, by channel, chosen or not: the
 * composer shows it before anything goes. Of a large audience the answer may be some seconds old, and those who ask
 * together are answered by one count.
 */
export async function reach(db: Db, about: About, now: number): Promise<Reach> {
  const last = await lastSubscriber(db)
  if (last <= FEW) return count(db, about, now)
  const { counting, counted } = memoryOf(db, now)
  const key = keyOf(about)
  const known = counting.get(key)
  if (known) return known.counts
  const counts = count(db, about, now)
  counting.set(key, { counts, at: now })
  counts.then(
    (counts) => counted.set(key, { counts, at: now, last }),
    () => counting.delete(key),
  )
  return counts
}

/** The same, or undefined when it is still being counted after a moment: then the page says so and goes on. */
export function reachSoon(
  db: Db,
  about: About,
  now: number,
  patience = PATIENCE,
): Promise<Reach | undefined> {
  return Promise.race([reach(db, about, now), wait(patience, undefined)])
}

/**
 * What a large audience came to when it was last counted here, if that was within half an hour and not many have
 * subscribed since: whoever publishes was shown it, and a publish must not wait for another count.
 */
export async function lastCounted(db: Db, about: About, now: number): Promise<Reach | undefined> {
  const known = memoryOf(db, now).counted.get(keyOf(about))
  if (!known) return undefined
  const last = await lastSubscriber(db)
  return last > FEW && Math.abs(last - known.last) <= known.last / 20 ? known.counts : undefined
}

function memoryOf(db: Db, now: number): Memory {
  const memory = memories.get(db) ?? { counting: new Map(), counted: new Map() }
  memories.set(db, memory)
  for (const [key, { at }] of memory.counting)
    if (Math.abs(now - at) >= REMEMBERED) memory.counting.delete(key)
  for (const [key, { at }] of memory.counted) if (Math.abs(now - at) >= BELIEVED) memory.counted.delete(key)
  return memory
}

const keyOf = ({ kind, componentIds, impact, postId }: About) =>
  [kind, impact, postId, ...[...new Set(componentIds)].sort()].join(' ')

async function count(db: Db, { postId, ...about }: About, now: number): Promise<Reach> {
  return countAudience(db, { ...about, ...(await wishedFor(db, postId)), channels: [...CHANNEL_NAMES] }, now)
}
