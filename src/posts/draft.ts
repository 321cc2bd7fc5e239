import type { Channel } from '#src/channels/channel.ts'
import type { Problems } from '#src/refusal.ts'
import type { Status } from '#src/status/component.ts'
import type { Language } from '#src/words/language.ts'
import { wallOf } from './closing.ts'
import { type Fields, fields, ORDER } from './draft-fields.ts'
import { instantIn, readPromise, readStatuses, readWindow, refuseBroken } from './fields.ts'
import { type Impact, KINDS, type Kind, type Label, type Reason, STATE_LABELS, type State } from './kinds.ts'
import type { Window } from './post.ts'
import { inFormOrder, readEach } from './reading.ts'
import type { Translations } from './texts.ts'
import { readTranslations } from './translations.ts'

/** A post as it is about to be published: everything checked, nothing written yet. */
export interface Draft {
  kind: Kind
  title: string
  state: State
  body: string
  impact: Impact | null
  disclosed: boolean
  startedAt: number | null
  detectedAt: number | null
  nextUpdateBy: number | null
  reason: Reason | null
  window: Window | null
  stillWorks: string | null
  remindMinutes: number | null
  labels: Label[]
  releasedOn: string | null
  componentIds: string[]
  statuses: Record<string, Status>
  /** Components that the first update is about though nothing changes for them. */
  names?: string[]
  /** Channels to announce on; empty: not announced. */
  channels: Channel[]
  /** In which it is written; where nothing is said, the page's own. */
  language?: Language
  /** What it says in others. */
  texts?: Translations
}

/** What a draft holds of all that nobody has said. */
export const UNSAID = {
  impact: null,
  disclosed: false,
  startedAt: null,
  detectedAt: null,
  nextUpdateBy: null,
  reason: null,
  window: null,
  stillWorks: null,
  remindMinutes: null,
  labels: [],
  releasedOn: null,
  componentIds: [],
  statuses: {},
  channels: [],
} satisfies Partial<Draft>

/** What was typed: strings, or lists of strings where a field may stand several times. */
export type Typed = Record<string, string | string[] | undefined>

/**
 * Turns what was typed into a {@link Draft}, or into one sentence per wrong field. `status.ID` fields give
 * component statuses. Wall times are read in `zone`, or in the page's zone when none is typed.
 */
export function readDraft(
  typed: Typed,
  pageZone: string,
  now: number,
): { draft: Draft } | { problems: Problems } {
  const { value, problems } = readEach(fields, typed)
  const { statuses, problem } = readStatuses(typed)
  if (problem) problems.components ??= problem
  if (!value.kind) return { problems: inFormOrder(problems, ORDER) }
  const row = KINDS[value.kind]
  const state = (value.state ?? row.first[0]) as State
  if (!row.first.includes(state)) problems.state ??= cannotBegin(row.label, state)
  const part = {
    incident: () => readIncident(value, state, statuses, value.zone ?? pageZone, now, problems),
    closure: () => readClosure(value, state, value.zone ?? pageZone, now, problems),
    release: () => readRelease(value, state, pageZone, now, problems),
  }[value.kind]()
  const texts = readTranslations(typed, problems)
  const draft: Draft = {
    ...UNSAID,
    ...part,
    kind: value.kind,
    title: value.title ?? '',
    state,
    body: value.body ?? '',
    componentIds: [...new Set([...(value.components ?? []), ...Object.keys(part.statuses ?? {})])],
    channels: [...new Set(value.tell ?? [])],
    ...(Object.keys(texts).length ? { texts } : {}),
  }
  return Object.keys(problems).length ? { problems: inFormOrder(problems, ORDER) } : { draft }
}

function cannotBegin(label: string, state: string): string {
  const word = STATE_LABELS[state as State]
  return word ? `${label}s cannot begin as “${word}”.` : 'Choose how it stands.'
}

function readIncident(
  value: Fields,
  state: State,
  statuses: Record<string, Status>,
  zone: string,
  now: number,
  problems: Problems,
): Partial<Draft> {
  if (!value.impact) problems.impact ??= 'Choose how heavy it is.'
  const startedAt = instantIn('started', value.started, zone, problems)
  const detectedAt = instantIn('detected', value.detected, zone, problems)
  if (startedAt !== null && startedAt > now) problems.started ??= 'It cannot have started in the future.'
  if (detectedAt !== null && detectedAt > now)
    problems.detected ??= 'You cannot have noticed it in the future.'
  if (startedAt !== null && detectedAt !== null && detectedAt < startedAt)
    problems.detected ??= 'You cannot have noticed it before it started.'
  if (state === 'resolved') refuseBroken(statuses, problems)
  return {
    impact: value.impact ?? null,
    disclosed: value.disclosed !== undefined,
    startedAt: startedAt ?? detectedAt ?? now,
    detectedAt,
    nextUpdateBy: readPromise(value, 'incident', state, zone, now, problems),
    statuses,
  }
}

function readClosure(
  value: Fields,
  state: State,
  zone: string,
  now: number,
  problems: Problems,
): Partial<Draft> {
  if (!value.reason) problems.reason ??= 'Choose why it is closed.'
  const window = readWindow(value.starts, value.ends, zone, problems)
  if (window && window.endsAt <= now) problems.ends ??= 'This closure would already be over.'
  if (window && state === 'in_progress' && window.startsAt > now)
    problems.state ??= 'It starts later than now: leave it as “Scheduled”, it begins by itself.'
  return {
    reason: value.reason ?? null,
    window,
    stillWorks: value.still_works ?? null,
    remindMinutes: value.remind ?? null,
  }
}

function readRelease(
  value: Fields,
  state: State,
  zone: string,
  now: number,
  problems: Problems,
): Partial<Draft> {
  const today = wallOf(now, zone).slice(0, 10)
  if (state === 'released' && value.released_on && value.released_on > today)
    problems.released_on ??= 'This day is still to come: choose “Planned”, or the day it was released.'
  return {
    labels: [...new Set(value.labels ?? [])],
    releasedOn: value.released_on ?? (state === 'released' ? today : null),
  }
}
