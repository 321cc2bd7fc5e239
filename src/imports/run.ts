import type { Tx } from '#db/open.ts'
import type { PostRow } from '#db/schema.ts'
import { newId } from '#src/keys.ts'
import type { History, PastPost } from './history.ts'

/** How many of a thing the history holds, how many of them are new here, how many were known and have changed. */
export interface Tally {
  all: number
  created: number
  changed: number
}

export interface Kept {
  incidents: Tally
  closures: Tally
  updates: Tally
  components: Tally
  groups: Tally
  /** Incidents whose record ends while they were still open. */
  endOpen: number
}

/** One portion of an import under way, in its one transaction. */
export interface Run {
  tx: Tx
  history: History
  now: number
  kept: Kept
  /** Their id → the post that an earlier import made of it. */
  postsBefore: Map<string, PostRow>
  /** Their id → ours, of components that an earlier import brought. */
  knownBefore: Map<string, string>
  /** Their id → ours, for every component. */
  componentIds: Map<string, string>
}

export function emptyTally({ posts, components, groups }: History): Kept {
  const of = (all: number): Tally => ({ all, created: 0, changed: 0 })
  return {
    incidents: of(posts.filter((post) => post.kind === 'incident').length),
    closures: of(posts.filter((post) => post.kind === 'closure').length),
    updates: of(posts.reduce((sum, post) => sum + post.updates.length, 0)),
    components: of(components.length),
    groups: of(groups.length),
    endOpen: 0,
  }
}

/** Adds up what portions have brought; how much there is to bring at all stays. */
export function addTo(whole: Kept, part: Kept): void {
  for (const noun of ['incidents', 'closures', 'updates', 'components', 'groups'] as const) {
    whole[noun].created += part[noun].created
    whole[noun].changed += part[noun].changed
  }
  whole.endOpen += part.endOpen
}

export function tallyOf({ kept }: Run, kind: PastPost['kind']): Tally {
  return kind === 'incident' ? kept.incidents : kept.closures
}

/** Their id when it looks like ours and nothing has it yet, so that links keep working; else a new one. */
export function ownId(sourceId: string, taken: Set<string>): string {
  const id = /^[a-z0-9]{12}$/.test(sourceId) && !taken.has(sourceId) ? sourceId : newId()
  taken.add(id)
  return id
}

/** Whether anything was added or changed. */
export function hasNews({ incidents, closures, updates, components, groups }: Kept): boolean {
  return [incidents, closures, updates, components, groups].some((tally) => tally.created + tally.changed > 0)
}
