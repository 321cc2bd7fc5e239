import { type Db, takeTurns, transact } from '#db/open.ts'
import { findStandingById, listDue, type Standing, updateStanding } from '#db/queries/alarms.ts'
import { findHook, insertHookLog } from '#db/queries/hooks.ts'
import type { HookRow } from '#db/schema.ts'
import { each } from '#src/each.ts'
import { act, tellLate } from './act.ts'
import { end } from './end.ts'
import { ruleOf } from './hear.ts'
import type { Made } from './made.ts'
import { propose } from './propose.ts'

const HOUR = 3_600_000

/**
 * Does what has fallen due for alarms by the clock: those that have fired long enough, or been quiet long enough. Each
 * happens once, however often and from however many processes this is called. Returns how many things were done.
 */
export async function keepAlarms(db: Db, now: number): Promise<number> {
  let done = 0
  await each(await listDue(db, now), async ({ id, hook_id }) => {
    if (await transact(db, (tx) => perform(tx, id, hook_id, now))) done += 1
  })
  return done
}

async function perform(tx: Db, id: number, hookId: string, now: number): Promise<boolean> {
  await takeTurns(tx, `hook:${hookId}`)
  // Read again inside the transaction: somebody may have been quicker.
  const alarm = await findStandingById(tx, id)
  const hook = await findHook(tx, hookId)
  if (!alarm || !hook || alarm.due_at === null || alarm.due_at > now) return false
  await updateStanding(tx, id, { due_at: null })
  if (hook.revoked_at !== null) return false
  const made = await fallsDue(tx, hook, alarm, now)
  await insertHookLog(tx, {
    hook_id: hookId,
    at: now,
    alarm: JSON.stringify(alarm.told),
    made: made.made,
    why: made.why,
    post_id: made.postId ?? null,
    draft_id: made.draftId ?? null,
  })
  return true
}

async function fallsDue(tx: Db, hook: HookRow, alarm: Standing, now: number): Promise<Made> {
  const one = { hook, alarm, rule: await ruleOf(tx, alarm) }
  // Nobody kept the time meanwhile, and what was heard then may not be true any more.
  const missed = now - (alarm.due_at ?? now) > HOUR
  if (alarm.state === 'resolved') return end(tx, one, now)
  if (alarm.acted_at !== null)
    return missed
      ? { made: 'left', why: 'Its time was missed: nobody is told so late.' }
      : tellLate(tx, one, now)
  if (!missed || one.rule.deed !== 'publish') return act(tx, one, now)
  await updateStanding(tx, alarm.id, { acted_at: now })
  return propose(tx, one, now, 'Its time was missed by more than an hour: a person decides.')
}
