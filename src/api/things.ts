import { z } from 'zod'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { MODES } from './subscriber-fields.ts'
import * as posts from './things-posts.ts'

const { id, time, timeOrNot, yes } = posts

const Page = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  page_description: z.string().nullable(),
  headline: z.null(),
  branding: z.string(),
  subdomain: z.null(),
  domain: z.string(),
  url: z.string(),
  support_url: z.string().nullable(),
  hidden_from_search: yes,
  allow_page_subscribers: yes,
  allow_incident_subscribers: yes,
  allow_email_subscribers: yes,
  allow_sms_subscribers: yes,
  allow_rss_atom_feeds: yes,
  allow_webhook_subscribers: yes,
  notifications_from_email: z.null(),
  notifications_email_footer: z.null(),
  time_zone: z.string(),
})

const Subscriber = z
  .object({
    id,
    mode: z.enum(CHANNEL_NAMES),
    email: z.string().optional(),
    endpoint: z
      .string()
      .optional()
      .describe('Where it is posted to: a secret of the subscriber, covered for everybody.'),
    phone_number: z.string().optional(),
    phone_country: z.string().nullable().optional(),
    display_phone_number: z.string().optional(),
    state: z.enum(['active', 'unconfirmed', 'quarantined', 'unsubscribed']),
    skip_confirmation_notification: yes,
    quarantined_at: timeOrNot,
    purge_at: z.null(),
    components: z.array(id).optional().describe('Left out: everything, now and later.'),
    created_at: time,
  })
  .describe('One address on one channel. It is masked for tokens that may only read.')

const count = z.int().min(0)
const byState = z.object({ active: count, unconfirmed: count, quarantined: count, total: count })
const SubscriberCountByType = z.object(Object.fromEntries(MODES.map((mode) => [mode, count.optional()])))
const SubscriberCountByTypeAndState = z.object(Object.fromEntries(MODES.map((mode) => [mode, byState])))
const Done = z.object({ subscribers: count.describe('For how many there was something to do.') })

const reason = z.object({
  code: z.string().describe('For programs: `invalid`, `not_found`, `forbidden`, `limited` …'),
  message: z.string().describe('For people.'),
  fields: z.record(z.string(), z.string()).describe('A sentence for each field that is wrong.'),
})
const Problem = z.object({ message: z.string(), error: reason })

const PublicPage = z.object({
  id,
  name: z.string(),
  url: z.string(),
  time_zone: z.string(),
  updated_at: time,
})
const PublicStatus = z.object({
  indicator: z.enum(['none', 'minor', 'major', 'critical', 'maintenance']),
  description: z.string(),
})

/** Everything that is answered, by its name in the description and in the tables of doors. */
export const THINGS = {
  Page,
  Component: posts.Component,
  GroupComponent: posts.GroupComponent,
  Incident: posts.Incident,
  IncidentUpdate: posts.IncidentUpdate,
  Postmortem: posts.Postmortem,
  Release: posts.Release,
  Subscriber,
  SubscriberCountByType,
  SubscriberCountByTypeAndState,
  Done,
  Problem,
  PublicPage,
  PublicStatus,
  PublicComponent: posts.PublicComponent,
  PublicIncident: posts.PublicIncident,
  PublicIncidentUpdate: posts.PublicIncidentUpdate,
  PublicMaintenance: posts.PublicMaintenance,
} as const
