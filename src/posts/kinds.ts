import type { Channel } from '#src/channels/channel.ts'

export const KIND_NAMES = ['incident', 'closure', 'release'] as const
export type Kind = (typeof KIND_NAMES)[number]

type IncidentState = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'postmortem'
type ClosureState = 'scheduled' | 'in_progress' | 'verifying' | 'completed' | 'cancelled'
type ReleaseState = 'planned' | 'early_access' | 'released' | 'withdrawn'
export type State = IncidentState | ClosureState | ReleaseState

export const IMPACTS = ['none', 'minor', 'major', 'critical'] as const
export type Impact = (typeof IMPACTS)[number]

/** The more severe of two; null where neither is known. */
export function graverOf(one: Impact | null, other: Impact | null): Impact | null {
  const rank = (impact: Impact | null) => (impact ? IMPACTS.indexOf(impact) : -1)
  return rank(one) >= rank(other) ? one : other
}

export const REASONS = ['maintenance', 'holiday', 'weather', 'other'] as const
export type Reason = (typeof REASONS)[number]

export const LABELS = ['added', 'improved', 'fixed', 'changed', 'deprecated', 'removed', 'security'] as const
export type Label = (typeof LABELS)[number]

/** All that makes one kind of post differ from another. A new kind is one more row here. */
export interface KindRow {
  kind: Kind
  label: string
  /** Several of them, in a sentence. */
  plural: string
  /** Path segment of its pages. */
  path: string
  /** State → the states that an update may give it next (itself: another word on the same state). */
  next: Partial<Record<State, readonly State[]>>
  /** States in which a post may begin; the first is the default. */
  first: readonly State[]
  /** States in which it is over. */
  ends: readonly State[]
  /** Smaller is told sooner (0 is account mail). */
  priority: 1 | 2 | 3
  /** Channels ticked for an update unless staff choose otherwise. */
  tells: (post: { state: State; impact: Impact | null; seq: number }) => Channel[]
}

export const KINDS: Record<Kind, KindRow> = {
  incident: {
    kind: 'incident',
    label: 'Incident',
    plural: 'incidents',
    path: 'incidents',
    next: {
      investigating: ['investigating', 'identified', 'monitoring', 'resolved'],
      identified: ['identified', 'investigating', 'monitoring', 'resolved'],
      monitoring: ['monitoring', 'investigating', 'identified', 'resolved'],
      // It can come back, and it can be explained.
      resolved: ['postmortem', 'investigating', 'identified', 'monitoring'],
      postmortem: ['postmortem'],
    },
    first: ['investigating', 'identified', 'monitoring', 'resolved'],
    ends: ['resolved', 'postmortem'],
    priority: 1,
    tells: ({ state, impact, seq }) =>
      seq === 1 || state === 'resolved' || impact === 'critical' ? ['email', 'sms'] : ['email'],
  },
  closure: {
    kind: 'closure',
    label: 'Closure',
    plural: 'closures',
    path: 'closures',
    next: {
      scheduled: ['scheduled', 'in_progress', 'cancelled'],
      in_progress: ['in_progress', 'verifying', 'completed'],
      verifying: ['verifying', 'in_progress', 'completed'],
      completed: [],
      cancelled: [],
    },
    first: ['scheduled', 'in_progress'],
    ends: ['completed', 'cancelled'],
    priority: 2,
    tells: () => ['email'],
  },
  release: {
    kind: 'release',
    label: 'Release',
    plural: 'releases',
    path: 'releases',
    next: {
      planned: ['planned', 'early_access', 'released', 'withdrawn'],
      early_access: ['early_access', 'released', 'withdrawn'],
      released: ['released', 'withdrawn'],
      withdrawn: [],
    },
    first: ['released', 'early_access', 'planned'],
    ends: ['released', 'withdrawn'],
    priority: 3,
    // A text message about a release goes to those who asked for releases by SMS; the audience sees to that.
    tells: ({ state }) => (state === 'released' ? ['email', 'sms'] : []),
  },
}

/** The word that people read for a state. */
export const STATE_LABELS: Record<State, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Post-mortem',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  verifying: 'Verifying',
  completed: 'Completed',
  cancelled: 'Cancelled',
  planned: 'Planned',
  early_access: 'Early access',
  released: 'Released',
  withdrawn: 'Withdrawn',
}

/** The kind whose pages live under a path segment, or undefined. */
export function kindAtPath(path: string | undefined): KindRow | undefined {
  return Object.values(KINDS).find((row) => row.path === path)
}

/** Whether a post in state `from` may be given state `to` by an update. */
export function mayBecome(kind: Kind, from: State, to: State): boolean {
  return KINDS[kind].next[from]?.includes(to) ?? false
}
