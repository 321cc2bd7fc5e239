import type { ANSWERS } from '#src/feeds/statuspage.ts'
import { genericAlarm } from '#src/monitors/generic.ts'
import { KIND_NAMES } from '#src/posts/kinds.ts'
import { type JsonSchema, sentSchema } from './json-schema.ts'
import type { OpenApi, Operation } from './openapi.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const list = (name: string) => ({ type: 'array', items: ref(name) })

/** What each key of a public answer holds. */
const KEYS: Record<string, JsonSchema> = {
  page: ref('PublicPage'),
  status: ref('PublicStatus'),
  components: list('PublicComponent'),
  incidents: list('PublicIncident'),
  scheduled_maintenances: list('PublicMaintenance'),
}

const HOLDS: Record<keyof typeof ANSWERS, [summary: string, ...keys: string[]]> = {
  'summary.json': ['How things stand, wholly', 'status', 'components', 'incidents', 'scheduled_maintenances'],
  'status.json': ['How things stand, in one word', 'status'],
  'components.json': ['Components and groups', 'components'],
  'incidents.json': ['The fifty newest incidents, and those that are open', 'incidents'],
  'incidents/unresolved.json': ['Open incidents', 'incidents'],
  'scheduled-maintenances.json': ['The fifty newest maintenances', 'scheduled_maintenances'],
  'scheduled-maintenances/upcoming.json': ['Maintenances to come', 'scheduled_maintenances'],
  'scheduled-maintenances/active.json': ['Maintenances in force', 'scheduled_maintenances'],
}

function publicAnswer([path, [summary, ...keys]]: [string, [string, ...string[]]]) {
  const held = ['page', ...keys]
  const schema = {
    type: 'object',
    required: held,
    properties: Object.fromEntries(held.map((key) => [key, KEYS[key] ?? {}])),
    additionalProperties: false,
  }
  const get: Operation = {
    operationId: `public_${path.replace('.json', '').replaceAll(/\W/g, '_')}`,
    summary,
    tags: ['public'],
    security: [],
    responses: {
      '200': { description: summary, content: { 'application/json': { schema } } },
      '304': { description: 'As it was, by its ETag.' },
    },
  }
  return [`/api/v2/${path}`, { get }] as const
}

const NARROWED = [
  { name: 'kind', in: 'query', required: false, schema: { enum: [...KIND_NAMES] } },
  {
    name: 'component',
    in: 'query',
    required: false,
    schema: { type: 'string' },
    description: 'Only what names it.',
  },
]

const FEEDS: [path: string, summary: string, type: string, parameters: JsonSchema[]][] = [
  [
    '/history.atom',
    'Posts as Atom: an entry for each, which changes with it',
    'application/atom+xml',
    NARROWED,
  ],
  ['/history.rss', 'Posts as RSS', 'application/rss+xml', NARROWED],
  ['/feed.json', 'Posts as JSON Feed', 'application/feed+json', NARROWED],
  ['/closures.ics', 'Closures as a calendar', 'text/calendar', NARROWED.slice(1)],
  ['/badge.svg', 'How things stand, as a picture for other pages', 'image/svg+xml', []],
  ['/embed.js', 'How things stand, as a script for other pages', 'text/javascript', []],
]

function feed([path, summary, type, parameters]: (typeof FEEDS)[number]) {
  const get: Operation = {
    operationId: path.slice(1).replaceAll(/\W/g, '_'),
    summary,
    tags: ['feeds'],
    security: [],
    parameters,
    responses: { '200': { description: summary, content: { [type]: { schema: { type: 'string' } } } } },
  }
  return [path, { get }] as const
}

const failed = (description: string) => ({
  description,
  content: {
    'application/json': {
      schema: { type: 'object', properties: { error: { type: 'object' } }, required: ['error'] },
    },
  },
})

const hook: Operation = {
  operationId: 'monitor',
  summary: 'Say that something is wrong, or no longer',
  description:
    'An admin makes the address under Monitors in the staff area; its token is the proof. The same address takes what Alertmanager, Grafana, PagerDuty, Datadog, Uptime Kuma, UptimeRobot and Pingdom send. At most 256 KiB and 240 calls a minute.',
  tags: ['monitors'],
  security: [],
  parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }],
  requestBody: { required: true, content: { 'application/json': { schema: sentSchema(genericAlarm) } } },
  responses: {
    '202': {
      description: 'Written down. `made` says what became of it.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { heard: { const: true }, made: { type: 'string' } },
            required: ['heard', 'made'],
          },
        },
      },
    },
    '400': failed('It cannot be read; staff are told.'),
    '403': failed('The signature does not hold.'),
    '404': failed('There is no such address, or no longer.'),
    '413': failed('It is longer than 256 KiB.'),
    '429': failed('Too many calls.'),
  },
}

/** What needs no token, or has it in its address. */
export const PUBLIC_PATHS: OpenApi['paths'] = {
  '/hooks/monitors/{token}': { post: hook },
  ...Object.fromEntries(Object.entries(HOLDS).map(publicAnswer)),
  ...Object.fromEntries(FEEDS.map(feed)),
}
