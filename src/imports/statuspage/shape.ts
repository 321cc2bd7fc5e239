import { z } from 'zod'
import { isTimeZone } from '#src/posts/closing.ts'
import { STATUSES } from '#src/status/component.ts'

/** What Statuspage's public API answers, as far as we read it. Every instant becomes milliseconds. */

const quoted = (value: unknown) => (typeof value === 'string' ? `"${value.slice(0, 60)}"` : `${value}`)
const oneOf = <const Values extends readonly string[]>(values: Values, what: string) =>
  z.enum(values, { error: (issue) => `${quoted(issue.input)} is not a known ${what}` })

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const instant = z.string().transform((text, ctx) => {
  const at = DATE.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return at
  ctx.addIssue(`${quoted(text)} is not a date`)
  return z.NEVER
})

const id = z.string().min(1, 'must not be empty')
const name = z.string().trim().min(1, 'must not be empty')
const status = oneOf(STATUSES, 'component status')

const page = z.object({
  id,
  name,
  time_zone: z
    .string()
    .refine(isTimeZone, { error: (issue) => `${quoted(issue.input)} is not a known time zone` })
    .nullish(),
  updated_at: instant.nullish(),
})

const component = z.object({
  id,
  name,
  status,
  created_at: instant,
  updated_at: instant,
  position: z.number().nullish(),
  description: z.string().nullish(),
  group_id: z.string().nullish(),
  group: z.boolean().nullish(),
})

const affected = z.object({ code: id, name, old_status: status, new_status: status })

const update = <const States extends readonly string[]>(states: States) =>
  z.object({
    id,
    status: oneOf(states, 'state'),
    body: z.string().nullish(),
    created_at: instant,
    updated_at: instant.nullish(),
    display_at: instant.nullish(),
    affected_components: z.array(affected).nullish(),
  })

const entry = <const States extends readonly string[]>(states: States) =>
  z.object({
    id,
    name,
    status: oneOf(states, 'state'),
    impact: oneOf(['none', 'minor', 'major', 'critical', 'maintenance'], 'impact').nullish(),
    created_at: instant,
    updated_at: instant.nullish(),
    started_at: instant.nullish(),
    resolved_at: instant.nullish(),
    incident_updates: z.array(update(states)).nullish(),
    components: z.array(component).nullish(),
  })

const incident = entry(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'])
const maintenance = entry(['scheduled', 'in_progress', 'verifying', 'completed', 'postmortem'])
  .extend({ scheduled_for: instant, scheduled_until: instant })
  .refine((value) => value.scheduled_until >= value.scheduled_for, {
    path: ['scheduled_until'],
    error: 'lies before scheduled_for',
  })

export const answer = z.object({
  page,
  incidents: z.array(incident).optional(),
  scheduled_maintenances: z.array(maintenance).optional(),
  components: z.array(component).optional(),
})

export type Answer = z.infer<typeof answer>
export type ComponentEntry = z.infer<typeof component>
export type IncidentEntry = z.infer<typeof incident>
export type MaintenanceEntry = z.infer<typeof maintenance>
export type Entry = IncidentEntry | MaintenanceEntry
export type UpdateEntry = NonNullable<Entry['incident_updates']>[number]
