import { type Impact, KINDS, type Kind, type Label, type Reason, type State } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import type { Status } from '#src/status/component.ts'
import type { Weight } from '#src/status/sentence.ts'
import { en } from '#src/words/labels/en.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { pageWords } from '#src/words/page/index.ts'
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

export const IMPACT_LABELS: Record<Impact, string> = en.impact

export function shownStatus(status: Status, language: Language = 'en'): Shown {
  const [tone, icon] = STATUS[status]
  return { tone, icon, word: labelsIn(language).status[status] }
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
export function shownState(kind: Kind, state: State, language: Language = 'en'): Shown {
  const word = labelsIn(language).state[state]
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
export function endWord(
  post: Pick<Post, 'kind' | 'endedAt'>,
  state: State,
  after?: string,
  language: Language = 'en',
): string {
  const words = pageWords(language)
  if (state === 'postmortem') return after ? words.explainedAfter(after) : words.explained
  if (post.endedAt !== null && !KINDS[post.kind].ends.includes(state)) return words.noEnd
  const word = labelsIn(language).state[state]
  return after ? words.endedAfter(state, word, after) : word
}

const WEIGHT: Record<Weight, [Tone, IconName]> = {
  well: ['good', 'good'],
  closed: ['closed', 'calendar'],
  none: ['quiet', 'partial'],
  minor: ['minor', 'partial'],
  major: ['major', 'alert'],
  critical: ['critical', 'outage'],
}

/** How things stand as a whole. */
export function shownWeight(weight: Weight, language: Language = 'en'): Shown {
  const [tone, icon] = WEIGHT[weight]
  return { tone, icon, word: pageWords(language).weight[weight] }
}

/** Why something is closed, in one word. */
export function reasonWord(reason: Reason | null, language: Language = 'en'): string {
  return labelsIn(language).reason[reason ?? 'other']
}

/** What a post is, in a word or two: “Critical incident”, “Closure”, “Release”. */
export function kindWord({ kind, impact }: Pick<Post, 'kind' | 'impact'>, language: Language = 'en'): string {
  return kind === 'incident' ? pageWords(language).incident[impact ?? 'none'] : labelsIn(language).kind[kind]
}

/** What a release brings, in a word. */
export function labelOf(label: Label, language: Language): string {
  // English ones stand as they are typed, in small letters.
  return language === 'en' ? label : labelsIn(language).label[label]
}
