import { z } from 'zod'
import type { Problems } from '#src/refusal.ts'
import { isTimeZone } from './closing.ts'
import type { Typed } from './draft.ts'
import {
  bodyField,
  channelsField,
  nextInField,
  nextUpdateField,
  one,
  optional,
  readPromise,
  readStatuses,
  readWindow,
  refuseBroken,
  wall,
} from './fields.ts'
import { IMPACTS, mayBecome, STATE_LABELS, type State } from './kinds.ts'
import type { Post } from './post.ts'
import { inFormOrder, readEach } from './reading.ts'
import { bodiesOf, readTranslations } from './translations.ts'
import type { Entry } from './update.ts'

const fields = {
  state: z.preprocess(one, z.string({ error: 'Choose how it stands.' })),
  body: bodyField,
  impact: z.preprocess(optional, z.enum(IMPACTS, { error: 'Choose how heavy it is.' }).optional()),
  next_update: nextUpdateField,
  next_in: nextInField,
  starts: wall('Give the start as a date and a time.'),
  ends: wall('Give the end as a date and a time.'),
  zone: z.preprocess(
    optional,
    z.string().refine(isTimeZone, 'This time zone is not known; write it like Europe/Lisbon.').optional(),
  ),
  tell: channelsField,
}

/** The form asks in this order too. */
const ORDER = ['state', 'body', 'impact', 'components', ...Object.keys(fields)]

type Subject = Pick<Post, 'kind' | 'state' | 'impact' | 'window'>

/**
 * Turns what was typed about a published post into an {@link Entry}, or into one sentence per wrong field. Impact,
 * window and statuses belong to it only where they differ from what the form showed.
 */
export function readEntry(
  typed: Typed,
  post: Subject,
  pageZone: string,
  now: number,
): { entry: Entry } | { problems: Problems } {
  const { value, problems } = readEach(fields, typed)
  const { statuses, problem } = readStatuses(typed)
  if (problem) problems.components ??= problem
  const state = (value.state ?? post.state) as State
  if (value.state && !mayBecome(post.kind, post.state, state))
    problems.state ??= `This ${post.kind} is “${STATE_LABELS[post.state]}”; it cannot become “${STATE_LABELS[state] ?? state}”.`
  if (state === 'resolved') refuseBroken(statuses, problems)
  const nextUpdateBy = readPromise(value, post.kind, state, pageZone, now, problems)
  const texts = bodiesOf(readTranslations(typed, problems))
  const entry: Entry = {
    state,
    body: value.body ?? '',
    statuses: post.kind === 'incident' ? statuses : {},
    nextUpdateBy: post.kind === 'incident' ? nextUpdateBy : null,
    channels: [...new Set(value.tell ?? [])],
    ...(Object.keys(texts).length ? { texts } : {}),
    ...(post.kind === 'incident' && value.impact && value.impact !== post.impact
      ? { impact: value.impact }
      : {}),
    ...movedWindow(value, post, pageZone, problems),
  }
  return Object.keys(problems).length ? { problems: inFormOrder(problems, ORDER) } : { entry }
}

function movedWindow(
  value: ReturnType<typeof readEach<typeof fields>>['value'],
  post: Subject,
  pageZone: string,
  problems: Problems,
): Pick<Entry, 'window'> {
  const old = post.window
  if (post.kind !== 'closure' || !(value.starts || value.ends)) return {}
  const zone = value.zone ?? old?.timeZone ?? pageZone
  const window = readWindow(value.starts, value.ends, zone, problems)
  const same = window && old && window.startsAt === old.startsAt && window.endsAt === old.endsAt
  return window && !(same && zone === old.timeZone) ? { window } : {}
}
