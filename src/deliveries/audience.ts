import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { countAudience, lastSubscriber } from '#db/queries/reach.ts'
import { CHANNEL_NAMES } from '#src/channels/channel.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Reach } from './reach.ts'

export interface About {
  kind: Kind
  componentIds: string[]
}

/** Up to so many ids everybody is counted each time that somebody asks. */
const FEW = 10_000
/** The count of a large audience is told again for so long. */
const REMEMBERED = 15_000
/** A page waits no longer than this for a number that its script can ask for later. */
const PATIENCE = 25

const memories = new WeakMap<Db, Map<string, { counts: Promise<Reach>; at: number }>>()

/**
 * How many people an announcement of this kind about these components would reach now, by channel, chosen or not: the
 * composer shows it before anything goes. Of a large audience the answer may be some seconds old, and those who ask
 * together are answered by one count.
 */
export async function reach(db: Db, about: About, now: number): Promise<Reach> {
  if ((await lastSubscriber(db)) <= FEW) return count(db, about)
  const memory = memories.get(db) ?? new Map<string, { counts: Promise<Reach>; at: number }>()
  memories.set(db, memory)
  for (const [key, { at }] of memory) if (Math.abs(now - at) >= REMEMBERED) memory.delete(key)
  const key = [about.kind, ...[...about.componentIds].sort()].join(' ')
  const known = memory.get(key)
  if (known) return known.counts
  const counts = count(db, about)
  memory.set(key, { counts, at: now })
  counts.catch(() => memory.delete(key))
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

function count(db: Db, about: About): Promise<Reach> {
  return countAudience(db, { ...about, channels: [...CHANNEL_NAMES] })
}
