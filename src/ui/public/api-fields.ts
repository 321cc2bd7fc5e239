type Schema = Record<string, unknown>

/** One field of a request or answer, as a person reads it. */
export interface Field {
  /** `incident.name` */
  name: string
  type: string
  required: boolean
  description: string
}

/** The fields of a schema, those within objects by their whole name, at most three levels deep. */
export function fieldsOf(schema: Schema, prefix = '', depth = 3): Field[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, field]) => {
    const own = {
      name: prefix + name,
      type: typeOf(field),
      required: required.includes(name),
      description: String(field.description ?? ''),
    }
    const inner = depth > 1 && field.properties ? fieldsOf(field, `${prefix}${name}.`, depth - 1) : []
    return inner.length ? inner : [own]
  })
}

/** `string`, `boolean or null`, `one of email, sms`, `list of string`, `Incident`. */
export function typeOf(schema: Schema): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? ''
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.filter((one) => one !== '').join(', ')}`
  if (schema.const !== undefined) return String(schema.const)
  const several = schema.anyOf ?? schema.oneOf
  if (Array.isArray(several)) return [...new Set(several.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as Schema)}`
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  return typeof schema.type === 'string' ? schema.type : 'anything'
}
