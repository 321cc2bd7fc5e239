import { z } from 'zod'
import { IMPACTS, LABELS } from '#src/posts/kinds.ts'
import { STATUSES } from '#src/status/component.ts'

export const id = z.string()
export const time = z.iso.datetime()
export const timeOrNot = time.nullable()
export const yes = z.boolean()
const status = z.enum(STATUSES)

const component = {
  id,
  name: z.string(),
  status,
  created_at: time,
  updated_at: time,
  position: z.int(),
  description: z.string().nullable(),
  showcase: yes,
  start_date: z.string().nullable(),
  group_id: z.string().nullable(),
  page_id: id,
  group: yes.describe('A group of components, which `components` names.'),
  only_show_if_degraded: yes,
  components: z.array(id).optional(),
}

export const PublicComponent = z
  .object(component)
  .describe('A part of what customers depend on, as it stands now.')
export const Component = z.object({ ...component, automation_email: z.null() })

const update = {
  id,
  status: z.string(),
  body: z.string().describe('Markdown.'),
  incident_id: id,
  created_at: time,
  updated_at: time,
  display_at: time,
  affected_components: z
    .array(z.object({ code: id, name: z.string(), old_status: status, new_status: status }))
    .nullable(),
  deliver_notifications: yes,
  custom_tweet: z.null(),
  tweet_id: z.null(),
}
export const PublicIncidentUpdate = z.object(update)
export const IncidentUpdate = z.object({ ...update, wants_twitter_update: yes, twitter_updated_at: z.null() })

const incident = {
  id,
  name: z.string(),
  status: z.string(),
  created_at: time,
  updated_at: time,
  monitoring_at: timeOrNot,
  resolved_at: timeOrNot,
  impact: z.enum([...IMPACTS, 'maintenance']),
  shortlink: z.string(),
  started_at: time,
  page_id: id,
  components: z.array(PublicComponent),
  reminder_intervals: z.null().optional(),
}
export const PublicIncident = z.object({ ...incident, incident_updates: z.array(PublicIncidentUpdate) })
export const PublicMaintenance = z.object({
  ...incident,
  incident_updates: z.array(PublicIncidentUpdate),
  scheduled_for: timeOrNot,
  scheduled_until: timeOrNot,
})
export const Incident = z.object({
  ...incident,
  incident_updates: z.array(IncidentUpdate).describe('The newest first.'),
  scheduled_for: timeOrNot,
  scheduled_until: timeOrNot,
  scheduled_remind_prior: yes,
  scheduled_reminded_at: z.null(),
  scheduled_auto_in_progress: yes,
  scheduled_auto_completed: yes,
  auto_transition_to_maintenance_state: yes,
  auto_transition_to_operational_state: yes,
  auto_transition_deliver_notifications_at_start: yes.nullable(),
  auto_transition_deliver_notifications_at_end: yes.nullable(),
  impact_override: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  backfilled: yes,
  postmortem_body: z.string().nullable(),
  postmortem_body_last_updated_at: timeOrNot,
  postmortem_ignored: yes,
  postmortem_published_at: timeOrNot,
  postmortem_notified_subscribers: yes,
  postmortem_notified_twitter: yes,
})

export const Postmortem = z.object({
  preview_key: z.null(),
  body: z.string().nullable(),
  body_updated_at: timeOrNot,
  body_draft: z.string().nullable(),
  body_draft_updated_at: timeOrNot,
  published_at: timeOrNot,
  notify_subscribers: yes,
  notify_twitter: yes,
  custom_tweet: z.null(),
  created_at: timeOrNot,
  updated_at: timeOrNot,
})

export const GroupComponent = z.object({
  id,
  page_id: id,
  name: z.string(),
  description: z.string().nullable(),
  components: z.array(id),
  position: z.int(),
  created_at: time,
  updated_at: time,
})

export const Release = z.object({
  id,
  page_id: id,
  name: z.string(),
  status: z.string(),
  labels: z.array(z.enum(LABELS)),
  released_on: z.iso.date().nullable(),
  shortlink: z.string(),
  created_at: time,
  updated_at: time,
  updates: z.array(
    z.object({ id, status: z.string(), body: z.string(), created_at: time, updated_at: time }),
  ),
  components: z.array(z.object({ id, name: z.string() })),
})
