import { z } from 'zod'
import { THINGS } from './things.ts'

export type JsonSchema = Record<string, unknown>

/** What is answered, as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function thingSchemas(): Record<string, JsonSchema> {
  const named = z.registry<{ id: string }>()
  for (const [id, thing] of Object.entries(THINGS)) named.add(thing, { id })
  const { schemas } = z.toJSONSchema(named, { uri: (id) => `#/components/schemas/${id}`, io: 'output' })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]))
}

/** What may be sent, before it is read: a time is a text, a flag is true or false. */
export function sentSchema(schema: z.ZodType): JsonSchema {
  return bare(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
}

function bare({ $schema: _, $id: __, id: ___, '~standard': ____, ...rest }: JsonSchema): JsonSchema {
  return rest
}
