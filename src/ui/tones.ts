import { type Impact, KINDS, type Kind, type Reason, STATE_LABELS, type State } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import { STATUS_LABELS, type Status } from '#src/status/component.ts'
import type { Weight } from '#src/status/sentence.ts'
import type { IconName } from './icons.ts'

export type Tone = 'good' | 'minor' | 'major' | 'critical' | 'closed' | 'release' | 'quiet'

/** How something is shown: always a word, an icon and a colour together. */
export interface Shown {
  tone: Tone
  icon: IconName
  word: string
}

const STATUS: Record<Status, [Tone, IconName]> = {
  operational: ['good', 'good'],
  under_maintenance: ['closed', 'wrench'],
  degraded_performance: ['minor', 'partial'],
  partial_outage: ['major', 'alert'],
  major_outage: ['critical', 'outage'],
}

const IMPACT: Record<Impact, [Tone, IconName]> = {
  none: ['quiet', 'partial'],
  minor: ['minor', 'partial'],
  major: ['major', 'alert'],
  critical: ['critical', 'outage'],
}

export const IMPACT_LABELS: Record<Impact, string> = {
  none: 'No impact',
  minor: 'Minor',
  major: 'Major',
  critical: 'Critical',
}

export function shownStatus(status: Status): Shown {
  const [tone, icon] = STATUS[status]
  return { tone, icon, word: STATUS_LABELS[status] }
}

/** How heavy an open post weighs: an incident by its impact, closures and releases by their kind. */
export function weightOf(post: Pick<Post, 'kind' | 'impact' | 'reason'>): { tone: Tone; icon: IconName } {
  if (post.kind === 'closure')
    return { tone: 'closed', icon: post.reason === 'maintenance' ? 'wrench' : 'calendar' }
  if (post.kind === 'release') return { tone: 'release', icon: 'release' }
  const [tone, icon] = IMPACT[post.impact ?? 'none']
  return { tone, icon }
}

/** A state as an update shows it. */
export function shownState(kind: Kind, state: State): Shown {
  const word = STATE_LABELS[state]
  if (state === 'cancelled' || state === 'withdrawn') return { tone: 'quiet', icon: 'none', word }
  if (kind === 'release') return { tone: 'release', icon: 'release', word }
  if (KINDS[kind].ends.includes(state)) return { tone: 'good', icon: 'good', word }
  if (kind === 'closure') return { tone: 'closed', icon: state === 'scheduled' ? 'clock' : 'wrench', word }
  return { tone: 'minor', icon: state === 'monitoring' ? 'clock' : 'alert', word }
}

export const KIND_ICONS: Record<Kind, IconName> = {
  incident: 'alert',
  closure: 'calendar',
  release: 'release',
}

/**
 * How a post of the timeline ended, or how far it has come; honest where its end was never written down.
 * `after`: how long it lasted, in words, where that is to be said too.
 */
export function endWord(post: Pick<Post, 'kind' | 'endedAt'>, state: State, after?: string): string {
  if (state === 'postmortem')
    return after ? `Resolved after ${after}, and explained` : 'Resolved and explained'
  if (post.endedAt !== null && !KINDS[post.kind].ends.includes(state)) return 'End not written down'
  return after ? `${STATE_LABELS[state]} after ${after}` : STATE_LABELS[state]
}

const WEIGHT: Record<Weight, Shown> = {
  well: { tone: 'good', icon: 'good', word: 'All operational' },
  closed: { tone: 'closed', icon: 'calendar', word: 'Planned closure' },
  none: { tone: 'quiet', icon: 'partial', word: 'Being looked into' },
  minor: { tone: 'minor', icon: 'partial', word: 'Degraded' },
  major: { tone: 'major', icon: 'alert', word: 'Partial outage' },
  critical: { tone: 'critical', icon: 'outage', word: 'Major outage' },
}

/** How things stand as a whole. */
export function shownWeight(weight: Weight): Shown {
  return WEIGHT[weight]
}

const REASON_LABELS: Record<Reason, string> = {
  maintenance: 'Maintenance',
  holiday: 'Holiday',
  weather: 'Weather',
  other: 'Closure',
}

/** Why something is closed, in one word. */
export function reasonWord(reason: Reason | null): string {
  return REASON_LABELS[reason ?? 'other']
}

/** What a post is, in a word or two: “Critical incident”, “Closure”, “Release”. */
export function kindWord({ kind, impact }: Pick<Post, 'kind' | 'impact'>): string {
  const { label } = KINDS[kind]
  return kind === 'incident' && impact && impact !== 'none'
    ? `${IMPACT_LABELS[impact]} ${label.toLowerCase()}`
    : label
}
