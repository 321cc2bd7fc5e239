import type { Db } from '#db/open.ts'
import { findComponents } from '#db/queries/status.ts'
import { IMPACTS, KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { Refusal } from '#src/refusal.ts'
import type { Choices } from './subscriber.ts'

/** Fields of a form: `kinds` and `components` may stand several times, `scope` is `all` or `some`, `impact` the least. */
type Typed = Record<string, string | string[] | undefined>

const many = (value: string | string[] | undefined) => [value ?? []].flat().filter((one) => one !== '')

/** Reads what was chosen. Throws a {@link Refusal} beside `kinds` or `components` when nothing was. */
export function parseChoices(typed: Typed): Choices {
  const kinds = KIND_NAMES.filter((kind: Kind) => many(typed.kinds).includes(kind))
  if (!kinds.length) throw new Refusal('invalid', { kinds: 'Choose at least one of these.' })
  const leastImpact = IMPACTS.find((impact) => impact === typed.impact) ?? 'none'
  if (typed.scope !== 'some') return { kinds, components: 'all', leastImpact }
  const components = [...new Set(many(typed.components))]
  if (!components.length)
    throw new Refusal('invalid', { components: 'Choose at least one, or take everything.' })
  return { kinds, components, leastImpact }
}

/** Throws a {@link Refusal} when something chosen is not on the page (any more). */
export async function refuseUnknownChoices(db: Db, choices: Choices): Promise<void> {
  if (choices.components === 'all') return
  const known = await findComponents(db, choices.components)
  if (known.filter((component) => component.archivedAt === null).length < choices.components.length)
    throw new Refusal('invalid', { components: 'One of these is no longer on our page. Choose again.' })
}
