import { z } from 'zod'
import { isTimeZone } from './closing.ts'
import {
  bodyField,
  channelsField,
  GONE,
  ID,
  many,
  nextInField,
  nextUpdateField,
  one,
  optional,
  stillWorksField,
  titleField,
  wall,
} from './fields.ts'
import { IMPACTS, KIND_NAMES, LABELS, REASONS } from './kinds.ts'
import type { readEach } from './reading.ts'

/** What the form of a new post may hold, whatever its kind. */
export const fields = {
  kind: z.preprocess(one, z.enum(KIND_NAMES, { error: 'Choose what kind of post this is.' })),
  title: titleField,
  body: bodyField,
  state: z.preprocess(optional, z.string().optional()),
  reason: z.preprocess(optional, z.enum(REASONS, { error: 'Choose why it is closed.' }).optional()),
  starts: wall('Give the start as a date and a time.'),
  ends: wall('Give the end as a date and a time.'),
  zone: z.preprocess(
    optional,
    z.string().refine(isTimeZone, 'This time zone is not known; write it like Europe/Lisbon.').optional(),
  ),
  still_works: z.preprocess(optional, stillWorksField.optional()),
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
  released_on: z.preprocess(
    optional,
    z.iso.date('Give the day of release as a date that exists.').optional(),
  ),
  impact: z.preprocess(optional, z.enum(IMPACTS, { error: 'Choose how heavy it is.' }).optional()),
  disclosed: z.preprocess(optional, z.string().optional()),
  components: z.preprocess(many, z.array(z.string().regex(ID, GONE))),
  next_in: nextInField,
  next_update: nextUpdateField,
  started: wall('Give the time it started as a date and a time.'),
  detected: wall('Give the time you noticed as a date and a time.'),
  tell: channelsField,
}

/** The form asks in this order too. */
export const ORDER = Object.keys(fields)

/** What was read of them; what was wrong is missing. */
export type Fields = ReturnType<typeof readEach<typeof fields>>['value']
