import { findHook, listRules } from '#db/queries/hooks.ts'
import { config } from '#src/config.ts'
import { db, readDb } from '#src/database.ts'
import { makeHook, revokeHook } from '#src/monitors/keep-hook.ts'
import { keepRule, moveRule, removeRule } from '#src/monitors/keep-rule.ts'
import { rehearse } from '#src/monitors/rehearse.ts'
import type { Typed } from '#src/posts/draft.ts'
import { Refusal } from '#src/refusal.ts'
import { staffDoor } from './door.ts'

/** What may call us, and by which rules it is understood. What a rule may publish, it publishes without a person: admins decide. */
export const monitors = {
  make: staffDoor('admin', async ({ typed, staff, now }) => {
    const { id, token } = await makeHook(db(), typed, staff, now)
    return { id, url: `${config().publicUrl}/hooks/monitors/${token}` }
  }),
  revoke: staffDoor('admin', async ({ typed, staff, now }) => {
    await revokeHook(db(), text(typed, 'hook'), staff, now)
    return true
  }),
  keepRule: staffDoor('admin', ({ typed, staff, now }) =>
    keepRule(db(), { hookId: text(typed, 'hook'), ruleId: text(typed, 'rule') || null }, typed, staff, now),
  ),
  moveRule: staffDoor('admin', async ({ typed, staff, now }) => {
    await moveRule(db(), which(typed), typed.direction === 'up' ? 'up' : 'down', staff, now)
    return true
  }),
  removeRule: staffDoor('admin', async ({ typed, staff, now }) => {
    await removeRule(db(), which(typed), staff, now)
    return true
  }),
  rehearse: staffDoor('editor', async ({ typed }) => {
    const hook = await findHook(readDb(), text(typed, 'hook'))
    if (!hook) throw new Refusal('not_found', { form: 'There is no such monitor.' })
    return rehearse(hook.format, text(typed, 'body'), await listRules(readDb(), hook.id))
  }),
}

const which = (typed: Typed) => ({ hookId: text(typed, 'hook'), ruleId: text(typed, 'rule') })

function text(typed: Typed, field: string): string {
  const value = typed[field]
  return typeof value === 'string' ? value : ''
}
