import type { Db } from '#db/open.ts'
import { findComponents } from '#db/queries/status.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { IMPACTS, KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import type { Component } from '#src/status/component.ts'
import type { Choices } from './subscriber.ts'

/**
 * Fields of a form: `kinds`, `components` and `groups` may stand several times, `scope` is `all` or `some`, `impact` the
 * least.
 */
type Typed = Record<string, string | string[] | undefined>

const many = (value: string | string[] | undefined) => [value ?? []].flat().filter((one) => one !== '')

/** What is chosen by somebody who wants single posts only. */
export const NOTHING: Choices = { kinds: [], components: 'all', leastImpact: 'none' }

/**
 * Reads what was chosen; whole groups are the components that they have now. `mayBeNone`: no kind at all, for somebody
 * who follows single posts. Throws a {@link Refusal} beside `kinds` or `components` when nothing was chosen.
 */
export function parseChoices(
  typed: Typed,
  { components: known = [], mayBeNone = false }: { components?: Component[]; mayBeNone?: boolean } = {},
): Choices {
  const kinds = KIND_NAMES.filter((kind: Kind) => many(typed.kinds).includes(kind))
  if (!kinds.length && !mayBeNone) throw new SpokenRefusal('invalid', { kinds: 'kindsNone' })
  const leastImpact = IMPACTS.find((impact) => impact === typed.impact) ?? 'none'
  if (typed.scope !== 'some') return { kinds, components: 'all', leastImpact }
  const groups = many(typed.groups)
  const inGroups = known.filter(({ groupId }) => groupId !== null && groups.includes(groupId))
  const components = [...new Set([...many(typed.components), ...inGroups.map(({ id }) => id)])]
  if (!components.length) throw new SpokenRefusal('invalid', { components: 'componentsNone' })
  return { kinds, components, leastImpact }
}

/** Throws a {@link Refusal} when something chosen is not on the page (any more). */
export async function refuseUnknownChoices(db: Db, choices: Choices): Promise<void> {
  if (choices.components === 'all') return
  const known = await findComponents(db, choices.components)
  if (known.filter((component) => component.archivedAt === null).length < choices.components.length)
    throw new SpokenRefusal('invalid', { components: 'componentsGone' })
}

/** Throws a {@link Refusal} when there is no such post. */
export async function refuseUnknownPost(db: Db, id: string): Promise<void> {
  if (!(await findPost(db, id))) throw new SpokenRefusal('invalid', { form: 'postGone' })
}
