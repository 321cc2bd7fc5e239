import { type Db, takeTurns, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findHook, type KeptRule, listRules, replaceRules } from '#db/queries/hooks.ts'
import type { TypedFields } from '#src/fields.ts'
import { newId } from '#src/keys.ts'
import { refuseUnknownComponents } from '#src/posts/publish.ts'
import { Refusal } from '#src/refusal.ts'
import type { Keeper } from './keep-hook.ts'
import { readRule } from './read-rule.ts'

const MOST_RULES = 50

interface Which {
  hookId: string
  ruleId: string
}

/**
 * Keeps a rule as typed in its form: a new one (`ruleId` null) at the end, or another text for one that is there.
 * Returns its id. Throws a {@link Refusal} with one sentence per wrong field.
 */
export async function keepRule(
  db: Db,
  { hookId, ruleId }: { hookId: string; ruleId: string | null },
  typed: TypedFields,
  by: Keeper,
  now: number,
): Promise<string> {
  const rule = readRule(typed)
  const id = ruleId ?? newId()
  await change(db, hookId, { by, now, action: 'monitor.rule', name: rule.name }, async (rules, tx) => {
    await refuseUnknownComponents(tx, rule.components)
    if (ruleId === null && rules.length >= MOST_RULES)
      throw new Refusal('invalid', { form: `${MOST_RULES} rules are enough. Change one instead.` })
    return ruleId === null
      ? [...rules, { id, rule }]
      : at(rules, ruleId).with(place(rules, ruleId), { id, rule })
  })
  return id
}

/** Moves a rule one place up or down: the first that fits is the one that counts. */
export async function moveRule(
  db: Db,
  { hookId, ruleId }: Which,
  direction: 'up' | 'down',
  by: Keeper,
  now: number,
): Promise<void> {
  await change(db, hookId, { by, now, action: 'monitor.rule_move' }, async (rules) => {
    const from = place(at(rules, ruleId), ruleId)
    const to = from + (direction === 'up' ? -1 : 1)
    const [one, other] = [rules[from], rules[to]]
    return one && other ? rules.with(from, other).with(to, one) : rules
  })
}

/** Takes a rule away; what fires by it is left to people. */
export async function removeRule(db: Db, { hookId, ruleId }: Which, by: Keeper, now: number): Promise<void> {
  await change(db, hookId, { by, now, action: 'monitor.rule_remove' }, async (rules) =>
    at(rules, ruleId).filter(({ id }) => id !== ruleId),
  )
}

const place = (rules: KeptRule[], ruleId: string) => rules.findIndex(({ id }) => id === ruleId)

/** The rules, if this is one of them. */
function at(rules: KeptRule[], ruleId: string): KeptRule[] {
  if (place(rules, ruleId) < 0) throw new Refusal('not_found', { form: 'There is no such rule.' })
  return rules
}

async function change(
  db: Db,
  hookId: string,
  act: { by: Keeper; now: number; action: string; name?: string },
  changed: (rules: KeptRule[], tx: Db) => Promise<KeptRule[]>,
): Promise<void> {
  await transact(db, async (tx) => {
    await takeTurns(tx, `hook:${hookId}`)
    const hook = await findHook(tx, hookId)
    if (!hook) throw new Refusal('not_found', { form: 'There is no such monitor.' })
    await replaceRules(tx, hookId, await changed(await listRules(tx, hookId), tx))
    await insertAudit(tx, {
      at: act.now,
      staff: act.by,
      action: act.action,
      object: hookId,
      detail: { name: act.name ?? hook.name },
    })
  })
}
