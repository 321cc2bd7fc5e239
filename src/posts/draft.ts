import { z } from 'zod'
import { CHANNEL_NAMES, type Channel } from '#src/channels/channel.ts'
import type { Problems } from '#src/refusal.ts'
import { STATUSES, type Status } from '#src/status/component.ts'
import { instantOf, isTimeZone, windowOf } from './closing.ts'
import {
  IMPACTS,
  type Impact,
  KIND_NAMES,
  KINDS,
  type Kind,
  LABELS,
  type Label,
  REASONS,
  type Reason,
  type State,
} from './kinds.ts'
import type { Window } from './post.ts'

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
  /** Channels to announce on; empty: not announced. */
  channels: Channel[]
}

/** What was typed: strings, or lists of strings where a field may stand several times. */
export type Typed = Record<string, string | string[] | undefined>

export const LIMITS = { title: 255, body: 20_000, stillWorks: 2_000 } as const

// Characters that have no business in a line that becomes a header or a subject.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

const one = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value)
const many = (value: unknown) =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]
const optional = (value: unknown) => {
  const single = one(value)
  return typeof single === 'string' && single.trim() === '' ? undefined : single
}

const title = z.preprocess(
  one,
  z
    .string({ error: 'Give it a title.' })
    .trim()
    .min(1, 'Give it a title.')
    .max(LIMITS.title, `Keep the title under ${LIMITS.title} characters.`)
    .refine((value) => !CONTROL.test(value), 'The title must be one line of plain text.'),
)

export const bodyField = z.preprocess(
  one,
  z
    .string({ error: 'Say what is happening.' })
    .trim()
    .min(1, 'Say what is happening.')
    .max(LIMITS.body, `The text is too long: ${LIMITS.body.toLocaleString('en')} characters at most.`),
)

const wall = (message: string) =>
  z.preprocess(
    optional,
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, message)
      .optional(),
  )

export const channelsField = z.preprocess(
  many,
  z.array(z.enum(CHANNEL_NAMES, { error: 'This channel is not known.' })),
)
export const nextUpdateField = wall('Give the time of the next update as a date and a time.')

const fields = z.object({
  kind: z.preprocess(one, z.enum(KIND_NAMES, { error: 'Choose what kind of post this is.' })),
  title,
  body: bodyField,
  state: z.preprocess(optional, z.string().optional()),
  impact: z.preprocess(optional, z.enum(IMPACTS, { error: 'Choose how heavy it is.' }).optional()),
  disclosed: z.preprocess(optional, z.string().optional()),
  zone: z.preprocess(
    optional,
    z.string().refine(isTimeZone, 'This time zone is not known; write it like Europe/Lisbon.').optional(),
  ),
  started: wall('Give the time it started as a date and a time.'),
  detected: wall('Give the time you noticed as a date and a time.'),
  next_update: nextUpdateField,
  reason: z.preprocess(optional, z.enum(REASONS, { error: 'Choose why it is closed.' }).optional()),
  starts: wall('Give the start as a date and a time.'),
  ends: wall('Give the end as a date and a time.'),
  still_works: z.preprocess(
    optional,
    z.string().trim().max(LIMITS.stillWorks, 'Keep “what still works” under 2,000 characters.').optional(),
  ),
  remind: z.preprocess(
    optional,
    z.coerce
      .number({ error: 'Give the reminder in minutes.' })
      .int('Give the reminder in whole minutes.')
      .min(0, 'A reminder goes before the start.')
      .max(43_200, 'A reminder goes at most 30 days before.')
      .optional(),
  ),
  labels: z.preprocess(many, z.array(z.enum(LABELS, { error: 'This label is not known.' }))),
  released_on: z.preprocess(optional, z.iso.date('Give the day of release as a date.').optional()),
  components: z.preprocess(many, z.array(z.string())),
  tell: channelsField,
})

/**
 * Turns what was typed into a {@link Draft}, or into one sentence per wrong field. `status.ID` fields give
 * component statuses. Wall times are read in `zone`, or in the page's zone when none is typed.
 */
export function readDraft(
  typed: Typed,
  pageZone: string,
  now: number,
): { draft: Draft } | { problems: Problems } {
  const parsed = fields.safeParse(typed)
  const problems: Problems = parsed.success ? {} : problemsOf(parsed.error)
  const { statuses, problem } = readStatuses(typed)
  if (problem) problems.components = problem
  if (!parsed.success) return { problems }
  const value = parsed.data
  const zone = value.zone ?? pageZone
  const row = KINDS[value.kind]
  const state = (value.state ?? row.first[0]) as State
  if (!row.first.includes(state)) problems.state = `${row.label}s cannot begin as “${state}”.`

  const instant = (field: 'started' | 'detected' | 'next_update'): number | null => {
    const typedWall = value[field]
    if (!typedWall) return null
    try {
      return instantOf(typedWall, zone)
    } catch {
      problems[field] = 'This date does not exist.'
      return null
    }
  }
  const startedAt = instant('started')
  const detectedAt = instant('detected')
  const nextUpdateBy = instant('next_update')
  if (startedAt !== null && startedAt > now) problems.started ??= 'It cannot have started in the future.'
  if (detectedAt !== null && detectedAt > now)
    problems.detected ??= 'You cannot have noticed it in the future.'
  if (startedAt !== null && detectedAt !== null && detectedAt < startedAt)
    problems.detected ??= 'You cannot have noticed it before it started.'
  if (nextUpdateBy !== null && nextUpdateBy <= now)
    problems.next_update ??= 'The next update must be promised for a time to come.'

  if (value.kind === 'incident' && !value.impact) problems.impact = 'Choose how heavy it is.'
  let window: Window | null = null
  if (value.kind === 'closure') {
    if (!value.reason) problems.reason = 'Choose why it is closed.'
    window = readWindow(value.starts, value.ends, zone, problems)
    if (window && window.endsAt <= now) problems.ends ??= 'This closure would already be over.'
  }
  const draft: Draft = {
    kind: value.kind,
    title: value.title,
    state,
    body: value.body,
    impact: value.kind === 'incident' ? (value.impact ?? null) : null,
    disclosed: value.kind === 'incident' && value.disclosed !== undefined,
    startedAt: value.kind === 'incident' ? (startedAt ?? now) : null,
    detectedAt,
    nextUpdateBy,
    reason: value.kind === 'closure' ? (value.reason ?? null) : null,
    window,
    stillWorks: value.still_works ?? null,
    remindMinutes: value.kind === 'closure' ? (value.remind ?? null) : null,
    labels: value.kind === 'release' ? value.labels : [],
    releasedOn: value.kind === 'release' ? (value.released_on ?? null) : null,
    componentIds: [...new Set([...value.components, ...Object.keys(statuses)])],
    statuses: value.kind === 'incident' ? statuses : {},
    channels: value.tell,
  }
  return Object.keys(problems).length ? { problems } : { draft }
}

/** The window that two wall times mean; writes what is wrong into `problems`. */
export function readWindow(
  starts: string | undefined,
  ends: string | undefined,
  zone: string,
  problems: Problems,
): Window | null {
  if (!starts) problems.starts ??= 'Say when it starts.'
  if (!ends) problems.ends ??= 'Say when it ends.'
  if (!starts || !ends) return null
  try {
    const window = windowOf(starts, ends, zone)
    if (window.endsAt > window.startsAt) return window
    problems.ends ??= 'It must end after it starts.'
  } catch {
    problems.starts ??= 'One of these dates does not exist.'
  }
  return null
}

/** `status.ID` fields as a record; an empty one means: leave as it is. */
export function readStatuses(typed: Typed): { statuses: Record<string, Status>; problem?: string } {
  const statuses: Record<string, Status> = {}
  for (const [field, value] of Object.entries(typed)) {
    if (!field.startsWith('status.')) continue
    const status = one(value)
    if (!status) continue
    if (!STATUSES.includes(status as Status))
      return { statuses, problem: 'One of the component statuses is not known.' }
    statuses[field.slice('status.'.length)] = status as Status
  }
  return { statuses }
}

/** zod's issues as one sentence per field, the first for each. */
export function problemsOf(error: z.ZodError): Problems {
  const problems: Problems = {}
  for (const issue of error.issues) problems[String(issue.path[0] ?? 'form')] ??= issue.message
  return problems
}
