import { line, parse, type TypedFields } from '#src/fields.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { type Condition, type Rule, SUBJECTS, settings, WAYS } from './rule.ts'
import { unknownPlaces } from './template.ts'

/** How many conditions a rule's form has room for. */
export const CONDITIONS = 4

/** Reads a rule as typed in its form; throws a {@link Refusal} with one sentence per wrong field. */
export function readRule(typed: TypedFields): Rule {
  const { name, ...rest } = parse(
    settings.extend({ name: line('Give the rule a name, for your own list.', 100) }),
    typed,
  )
  const conditions = conditionsIn(typed)
  const problems: Problems = {}
  if (rest.deed === 'publish' && !rest.title) problems.title = 'Write the title that customers will read.'
  if (rest.deed === 'publish' && !rest.text) problems.text = 'Write what customers will read.'
  for (const field of ['title', 'text', 'endText'] as const) {
    const [unknown] = unknownPlaces(rest[field])
    if (unknown)
      problems[field] = `{{${unknown}}} stands for nothing. Known are {{title}} and {{labels.NAME}}.`
  }
  for (const [index, { subject, label }] of conditions.entries())
    if (subject === 'label' && !label) problems[`label.${index + 1}`] = 'Give the name of the label.'
  if (Object.keys(problems).length) throw new Refusal('invalid', problems)
  return { name, conditions, ...rest }
}

/** `subject.1`, `label.1`, `way.1`, `value.1` and so on; a line without a value is no condition. */
function conditionsIn(typed: TypedFields): Condition[] {
  const field = (name: string) => {
    const value = typed[name]
    return typeof value === 'string' ? value.trim().slice(0, 255) : ''
  }
  return Array.from({ length: CONDITIONS }, (_, index): Condition => {
    const at = index + 1
    return {
      subject: SUBJECTS.find((one) => one === field(`subject.${at}`)) ?? 'title',
      label: field(`label.${at}`),
      way: WAYS.find((one) => one === field(`way.${at}`)) ?? 'contains',
      value: field(`value.${at}`),
    }
  }).filter((condition) => condition.value !== '')
}

/** A rule as its form holds it. */
export function typedOfRule({
  conditions,
  components,
  channels,
  overPeople,
  together,
  ...rest
}: Rule): TypedFields {
  const lines = conditions.flatMap(({ subject, label, way, value }, index) => [
    [`subject.${index + 1}`, subject],
    [`label.${index + 1}`, label],
    [`way.${index + 1}`, way],
    [`value.${index + 1}`, value],
  ])
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(lines),
    components,
    channels,
    overPeople: overPeople ? 'yes' : undefined,
    together: together ? 'yes' : undefined,
  }
}
