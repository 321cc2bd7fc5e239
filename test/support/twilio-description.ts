import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a parameter may be. */
export interface Parameter {
  type?: string
  format?: string
  pattern?: string
  enum?: string[]
  minimum?: number
  maximum?: number
  required?: boolean
}

export interface Description {
  /** Twilio's own file, or our short one. */
  published: boolean
  create: Record<string, Parameter>
  list: Record<string, Parameter>
}

const PUBLISHED = fileURLToPath(
  new URL('../../../shared/data/twilio/api-v2010-messages.openapi.json', import.meta.url),
)
const OURS = fileURLToPath(new URL('../fixtures/twilio/messages.json', import.meta.url))
const PATH = '/2010-04-01/Accounts/{AccountSid}/Messages.json'

/** The parameters of creating and listing messages, from Twilio's published description where it is at hand. */
export function readDescription(): Description {
  if (!existsSync(PUBLISHED)) return { published: false, ...JSON.parse(readFileSync(OURS, 'utf8')) }
  const api = JSON.parse(readFileSync(PUBLISHED, 'utf8')) as OpenApi
  const resolve = (schema: Parameter & { $ref?: string }): Parameter =>
    schema.$ref ? (api.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
  const operations = api.paths[PATH]
  if (!operations) throw new Error(`${PUBLISHED} says nothing of ${PATH}.`)
  const form = operations.post.requestBody.content['application/x-www-form-urlencoded'].schema
  const create: Record<string, Parameter> = {}
  for (const [name, schema] of Object.entries(form.properties)) {
    create[name] = { ...resolve(schema), required: form.required.includes(name) }
  }
  const list: Record<string, Parameter> = {}
  for (const { name, in: place, schema } of operations.get.parameters) {
    if (place === 'query') list[name] = resolve(schema)
  }
  return { published: true, create, list }
}

interface OpenApi {
  components: { schemas: Record<string, Parameter> }
  paths: Record<
    string,
    {
      get: { parameters: { name: string; in: string; schema: Parameter & { $ref?: string } }[] }
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: { properties: Record<string, Parameter & { $ref?: string }>; required: string[] }
            }
          }
        }
      }
    }
  >
}

/** What is wrong with one value, or null. Twilio's "phone-number" also admits short codes and named senders. */
export function wrongWith(parameter: Parameter, value: string): string | null {
  if (parameter.pattern && !new RegExp(parameter.pattern).test(value))
    return `does not match ${parameter.pattern}`
  if (parameter.enum && !parameter.enum.includes(value)) return `must be one of ${parameter.enum.join(', ')}`
  if (parameter.type === 'boolean' && !/^(true|false)$/i.test(value)) return 'must be true or false'
  if (parameter.type === 'integer' || parameter.type === 'number') {
    const number = Number(value)
    if (value === '' || !Number.isFinite(number)) return 'must be a number'
    if (parameter.type === 'integer' && !Number.isInteger(number)) return 'must be a whole number'
    if (parameter.minimum !== undefined && number < parameter.minimum)
      return `must be at least ${parameter.minimum}`
    if (parameter.maximum !== undefined && number > parameter.maximum)
      return `must be at most ${parameter.maximum}`
  }
  if (parameter.format === 'uri' && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
    return 'must be an address'
  return null
}
