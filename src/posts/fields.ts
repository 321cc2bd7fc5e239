import { z } from 'zod'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import type { Problems } from '#src/refusal.ts'
import { STATUSES, type Status } from '#src/status/component.ts'
import { instantOf, windowOf } from './closing.ts'
import type { Typed } from './draft.ts'
import { KINDS, type Kind, STATE_LABELS, type State } from './kinds.ts'
import type { Window } from './post.ts'

export const LIMITS = { title: 255, body: 20_000, stillWorks: 2_000 } as const

// Characters that have no business in a line that becomes a header or a subject.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Text as people mean it: line ends as one sign, nothing that cannot be seen. Browsers send CRLF. */
export const plain = (text: string) => text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').trim()

export const one = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value)
export const many = (value: unknown) =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]
export const optional = (value: unknown) => {
  const single = one(value)
  return typeof single === 'string' && single.trim() === '' ? undefined : single
}

export const titleField = z.preprocess(
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
    .transform(plain)
    .pipe(
      z
        .string()
        .min(1, 'Say what is happening.')
        .max(LIMITS.body, `The text is too long: ${LIMITS.body.toLocaleString('en')} characters at most.`),
    ),
)

export const stillWorksField = z
  .string()
  .transform(plain)
  .pipe(z.string().max(LIMITS.stillWorks, 'Keep “what still works” under 2,000 characters.'))

export const wall = (message: string) =>
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
/** Minutes from now instead of a date: what a thumb can say at night, and still true when a draft has waited. */
export const nextInField = z.preprocess(
  optional,
  z.coerce
    .number({ error: 'Choose when the next update comes.' })
    .int('Choose when the next update comes.')
    .min(1, 'The next update must be promised for a time to come.')
    .max(43_200, 'Promise the next update within 30 days.')
    .optional(),
)
export const ID = /^[a-z0-9]{1,64}$/i
export const GONE = 'One of these components no longer exists. Choose again.'

/** By when the next update is promised: a date with a time, or minutes from now. Nothing is promised of what is over. */
export function readPromise(
  value: { next_update?: string; next_in?: number },
  kind: Kind,
  state: State,
  zone: string,
  now: number,
  problems: Problems,
): number | null {
  const at =
    instantIn('next_update', value.next_update, zone, problems) ??
    (value.next_in ? now + value.next_in * 60_000 : null)
  if (at === null) return null
  if (KINDS[kind].ends.includes(state)) {
    problems.next_update ??= `“${STATE_LABELS[state]}” means it is over: promise no next update, or choose another state.`
  } else if (at <= now) problems.next_update ??= 'The next update must be promised for a time to come.'
  return at
}

/** Resolved sets components back; saying at once that one is broken contradicts it. */
export function refuseBroken(statuses: Record<string, Status>, problems: Problems): void {
  if (Object.values(statuses).some((status) => status !== 'operational'))
    problems.components ??=
      '“Resolved” sets components back to operational. Choose “Monitoring” while one is still affected.'
}

export function instantIn(
  field: string,
  wall: string | undefined,
  zone: string,
  problems: Problems,
): number | null {
  if (!wall) return null
  try {
    return instantOf(wall, zone)
  } catch {
    problems[field] ??= 'This date does not exist.'
    return null
  }
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
  const exists = [instantIn('starts', starts, zone, problems), instantIn('ends', ends, zone, problems)].every(
    (at) => at !== null,
  )
  if (!exists) return null
  const window = windowOf(starts, ends, zone)
  if (window.endsAt > window.startsAt) return window
  problems.ends ??= 'It must end after it starts.'
  return null
}

/**
 * `status.ID` fields as a record. An empty one, or one equal to `was.ID` (what the form showed), means: leave it as
 * it is, whatever somebody else has made of it meanwhile.
 */
export function readStatuses(typed: Typed): { statuses: Record<string, Status>; problem?: string } {
  const statuses: Record<string, Status> = {}
  for (const [field, value] of Object.entries(typed)) {
    if (!field.startsWith('status.')) continue
    const id = field.slice('status.'.length)
    const status = one(value)
    if (!status || status === one(typed[`was.${id}`])) continue
    if (!ID.test(id)) return { statuses, problem: GONE }
    if (!STATUSES.includes(status as Status))
      return { statuses, problem: 'One of the component statuses is not known.' }
    statuses[id] = status as Status
  }
  return { statuses }
}
