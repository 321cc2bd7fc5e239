import type { Db } from '#db/open.ts'
import { countHookDrafts, type Standing, updateStanding } from '#db/queries/alarms.ts'
import { findDraft } from '#db/queries/drafts.ts'
import { findComponents } from '#db/queries/status.ts'
import type { HookRow } from '#db/schema.ts'
import { newId } from '#src/keys.ts'
import { LIMITS } from '#src/posts/fields.ts'
import { keepDraft } from '#src/posts/keep-draft.ts'
import { worse } from '#src/status/component.ts'
import type { Made } from './made.ts'
import type { Rule } from './rule.ts'
import { fillLine, fillMarkdown } from './template.ts'

/** One alarm with what it hangs on, in the transaction that deals with it. */
export interface Case {
  hook: HookRow
  alarm: Standing
  rule: Rule
}

/** More drafts of one hook than this help nobody. */
const MOST_DRAFTS = 20

/** Components that are still in use; none is said to stand better than somebody has said. */
export async function statusesOf(tx: Db, rule: Rule) {
  const components = await findComponents(tx, rule.components)
  const inUse = components.filter((one) => one.archivedAt === null)
  return Object.fromEntries(inUse.map((one) => [one.id, worse(one.status, rule.status)]))
}

/** A template as the text of an update. */
export function bodyOf(template: string, { told }: Standing): string {
  return fillMarkdown(template, told).slice(0, LIMITS.body).trim()
}

/** A draft for a person, in which nothing of the monitor stands but what its title is to be. Nobody is told. */
export async function propose(tx: Db, one: Case, now: number, because = ''): Promise<Made> {
  const { hook, alarm, rule } = one
  if (alarm.draft_id && (await findDraft(tx, alarm.draft_id)))
    return { made: 'nothing', why: 'Its draft is still there.', draftId: alarm.draft_id }
  if ((await countHookDrafts(tx, hook.id)) >= MOST_DRAFTS)
    return { made: 'nothing', why: `${MOST_DRAFTS} drafts of this monitor wait already.` }
  const statuses = Object.entries(await statusesOf(tx, rule))
  const { draftId } = await keepDraft(
    tx,
    {
      kind: 'incident',
      title: fillLine(rule.title, alarm.told, LIMITS.title) || alarm.told.title,
      body: bodyOf(rule.text, alarm),
      impact: rule.impact,
      components: statuses.map(([id]) => id),
      ...Object.fromEntries(statuses.map(([id, status]) => [`status.${id}`, status])),
      tell: rule.channels,
      form_key: newId(),
    },
    { author: { id: hook.created_by }, now },
  )
  await updateStanding(tx, alarm.id, { draft_id: draftId, post_id: null })
  const why = because || (alarm.rule_id ? `The rule “${rule.name}” says so.` : 'No rule fits.')
  return { made: 'draft', why, draftId }
}
