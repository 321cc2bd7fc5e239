import { z } from 'zod'
import { STATUSES, type Status } from '#src/status/component.ts'
import { componentId, flag, instant } from './fields.ts'
import { translations } from './translations.ts'

const STATES = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'scheduled',
  'in_progress',
  'verifying',
  'completed',
] as const

const MOST_METADATA = 10_000

/** Each with its status; as a mere list, or with none, they keep the one that they have. */
const components = z.union([
  z.record(z.string(), z.enum([...STATUSES, ''], { error: `Choose one of ${STATUSES.join(', ')}.` })),
  z.array(componentId),
])

const metadata = z
  .record(z.string(), z.record(z.string(), z.unknown()), { error: 'Give an object of objects.' })
  .refine(
    (value) => JSON.stringify(value).length <= MOST_METADATA,
    'Keep the metadata under 10,000 characters.',
  )

/** What a program may say of an incident or a maintenance. What it says of Twitter is not heard. */
const incident = z.object(
  {
    name: z.string({ error: 'Give it a name.' }),
    body: z.string({ error: 'Give the text as a string.' }).nullish(),
    status: z.enum(STATES, { error: `Choose one of ${STATES.join(', ')}.` }).nullish(),
    impact_override: z
      .enum(['none', 'maintenance', 'minor', 'major', 'critical'], { error: 'Choose how heavy it is.' })
      .nullish(),
    components: components.nullish(),
    component_ids: z.array(componentId, { error: 'Give a list of ids.' }).nullish(),
    deliver_notifications: flag.nullish(),
    translations: translations.nullish(),
    metadata: metadata.nullish(),
    scheduled_for: instant.nullish(),
    scheduled_until: instant.nullish(),
    scheduled_remind_prior: flag.nullish(),
    scheduled_auto_in_progress: flag.nullish(),
    scheduled_auto_completed: flag.nullish(),
    scheduled_auto_transition: flag.nullish(),
    auto_transition_to_maintenance_state: flag.nullish(),
    auto_transition_to_operational_state: flag.nullish(),
    auto_transition_deliver_notifications_at_start: flag.nullish(),
    auto_transition_deliver_notifications_at_end: flag.nullish(),
    backfilled: flag.nullish(),
    backfill_date: instant.nullish(),
  },
  { error: 'Put it inside “incident”.' },
)

export const newIncident = z.object({ incident }, { error: 'Send an object with “incident”.' })
export const changedIncident = z.object(
  { incident: incident.extend({ name: z.string().nullish() }) },
  { error: 'Send an object with “incident”.' },
)

export type Wished = z.output<typeof changedIncident>['incident']

/** The components that a request names, and what it says of them. */
export function componentsIn({ components, component_ids }: Pick<Wished, 'components' | 'component_ids'>) {
  const listed = Array.isArray(components) ? components : []
  const said = Array.isArray(components) ? [] : Object.entries(components ?? {})
  return {
    ids: [...new Set([...said.map(([id]) => id), ...listed, ...(component_ids ?? [])])],
    statuses: Object.fromEntries(said.filter((one): one is [string, Status] => one[1] !== '')),
  }
}

/** Whether it says anything of components at all. */
export const namesComponents = (wished: Wished) => wished.components != null || wished.component_ids != null
