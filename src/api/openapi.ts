import type { ApiDoor } from './door.ts'
import { DOORS } from './doors.ts'
import { type JsonSchema, sentSchema, thingSchemas } from './json-schema.ts'
import { PUBLIC_PATHS } from './openapi-public.ts'

export interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security?: Record<string, string[]>[]
  parameters?: JsonSchema[]
  requestBody?: JsonSchema
  responses: Record<string, JsonSchema>
}

export interface OpenApi {
  openapi: '3.1.1'
  info: JsonSchema
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema>; [kind: string]: JsonSchema }
}

const TAGS = {
  pages: 'The page.',
  incidents: 'Incidents and maintenances. A maintenance is an incident with a window.',
  components: 'What customers depend on.',
  'component-groups': 'Groups of components.',
  releases: 'What is new. Our own: Statuspage knows no releases.',
  subscribers: 'Who hears.',
  monitors: 'What monitors call. Its rules say what becomes of an alarm.',
  public: 'What anybody may read, without a token: Statuspage’s public API.',
  feeds: 'What feed readers, calendars and other pages read.',
}

const INFO = `Statuspage's manage API for one page, and what else programs may ask of it: a tool that speaks with
Statuspage works here once its base address ends in /api/v1 of this page.`

/** The description of all that programs may do, made from the schemas that check what they send. */
export function openApi(publicUrl: string): OpenApi {
  const paths: OpenApi['paths'] = {}
  for (const door of DOORS) {
    const path = `/api/v1${door.path}`
    paths[path] = { ...paths[path], [door.method.toLowerCase()]: operationOf(door) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Candor',
      version: '1',
      summary: 'Tell customers the truth first, by program.',
      description: INFO.replaceAll('\n', ' '),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: { ...paths, ...PUBLIC_PATHS },
    components: {
      schemas: thingSchemas(),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An owner makes tokens in the staff area. `Authorization: OAuth TOKEN` is taken too.',
        },
      },
      responses: Object.fromEntries(
        Object.entries(FAILURES).map(([status, { description, headers }]) => [
          `E${status}`,
          {
            description,
            ...(headers ? { headers } : {}),
            content: jsonOf({ $ref: '#/components/schemas/Problem' }),
          },
        ]),
      ),
    },
  }
}

const RETRY = { 'retry-after': { schema: { type: 'integer' }, description: 'Seconds to wait.' } }

/** What may go wrong with any of them. */
const FAILURES: Record<string, { description: string; headers?: JsonSchema }> = {
  '400': { description: 'It cannot be read.' },
  '401': { description: 'No token, or none that is in use.' },
  '403': { description: 'This token may not do that.' },
  '404': { description: 'There is no such thing.' },
  '409': { description: 'It does not go together with how things stand.' },
  '422': { description: 'Something in it is wrong; `error.fields` has a sentence for each field.' },
  '429': { description: 'Too many requests.', headers: RETRY },
  '503': { description: 'The database cannot be written just now. Nothing was done.', headers: RETRY },
}

const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same request sent again under the same key is done once.',
}

function operationOf(door: ApiDoor): Operation {
  const { method, path, summary, needs } = door
  const body = door.body && sentSchema(door.body)
  return {
    operationId: idOf(door),
    summary,
    description: `Needs a token for ${needs === 'viewer' ? 'viewers' : `${needs}s`}, or more.`,
    tags: [path.split('/')[3] ?? 'pages'],
    security: [{ token: [] }],
    parameters: [...pathParameters(path), ...queryParameters(door), ...(method === 'POST' ? [KEY] : [])],
    ...(body ? { requestBody: { required: true, content: jsonOf(body) } } : {}),
    responses: {
      [String(door.status ?? 200)]: answerOf(door),
      ...Object.fromEntries(
        Object.keys(FAILURES).map((status) => [status, { $ref: `#/components/responses/E${status}` }]),
      ),
    },
  }
}

/** `post_incidents`, `get_incidents_by_incident_id_postmortem`; what is of the page does not say so. */
function idOf({ method, path }: ApiDoor): string {
  const words = path
    .replace(/^\/pages\/\{page_id\}(?=\/)/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => (part.startsWith('{') ? `by_${part.slice(1, -1)}` : part.replaceAll('-', '_')))
  return [method.toLowerCase(), ...words].join('_')
}

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: ApiDoor): JsonSchema[] {
  const properties = query ? (sentSchema(query).properties as Record<string, JsonSchema>) : {}
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))
}

function answerOf({ answers, status, summary }: ApiDoor): JsonSchema {
  if (status === 204 || !answers) return { description: summary }
  const $ref = `#/components/schemas/${answers.replace('[]', '')}`
  return {
    description: answers,
    content: jsonOf(answers.endsWith('[]') ? { type: 'array', items: { $ref } } : { $ref }),
  }
}

const jsonOf = (schema: JsonSchema) => ({ 'application/json': { schema } })
