import { createHash } from 'node:crypto'
import { type Db, takeTurns, transact } from '#db/open.ts'
import { findStanding, insertStanding, type Standing, updateStanding } from '#db/queries/alarms.ts'
import { insertHookLog, listRules, updateHook } from '#db/queries/hooks.ts'
import type { HookRow } from '#db/schema.ts'
import { act, postOf } from './act.ts'
import type { Alarm } from './alarm.ts'
import { end } from './end.ts'
import { type Made, MINUTE, minutes } from './made.ts'
import { fits, NO_RULE, type Rule } from './rule.ts'

/**
 * Takes down what a monitor says, and does what the rules make of it, all in one transaction: what is answered as heard
 * is neither lost nor done twice, however often it is sent and in whatever order it arrives.
 */
export function hear(db: Db, hook: HookRow, alarm: Alarm, now: number): Promise<Made> {
  return transact(db, async (tx) => {
    await takeTurns(tx, `hook:${hook.id}`)
    const before = await findStanding(tx, hook.id, keyOf(alarm))
    const made = await weigh(tx, hook, alarm, before, now)
    await updateHook(tx, hook.id, { heard_at: now })
    await insertHookLog(tx, {
      hook_id: hook.id,
      at: now,
      alarm: JSON.stringify(alarm),
      made: made.made,
      why: made.why,
      post_id: made.postId ?? null,
      draft_id: made.draftId ?? null,
    })
    return made
  })
}

function weigh(
  tx: Db,
  hook: HookRow,
  alarm: Alarm,
  before: Standing | undefined,
  now: number,
): Promise<Made> {
  if (before?.state === alarm.state) return repeated(tx, alarm, before, now)
  if (before && isOlder(alarm, before)) return tooLate(tx, before, now)
  return alarm.state === 'firing' ? begins(tx, hook, alarm, before, now) : ends(tx, hook, alarm, before, now)
}

/** By the monitor's clock this happened before what it has told us already. */
function isOlder(alarm: Alarm, before: Standing): boolean {
  return alarm.at !== null && before.source_at !== null && alarm.at < before.source_at
}

async function repeated(tx: Db, alarm: Alarm, before: Standing, now: number): Promise<Made> {
  const source_at = newest(alarm, before)
  await updateStanding(tx, before.id, { heard_at: now, count: before.count + 1, source_at })
  return { made: 'nothing', why: 'It has said so before.', ...madeBefore(before) }
}

async function tooLate(tx: Db, before: Standing, now: number): Promise<Made> {
  await updateStanding(tx, before.id, { heard_at: now })
  return { made: 'nothing', why: 'It arrived late: something newer has been heard.', ...madeBefore(before) }
}

async function begins(
  tx: Db,
  hook: HookRow,
  alarm: Alarm,
  before: Standing | undefined,
  now: number,
): Promise<Made> {
  // Its end was never said, so that it fires again is nothing new.
  if (before?.acted_at && before.due_at !== null) {
    await write(tx, hook, alarm, before, { acted_at: before.acted_at, rule_id: before.rule_id }, now)
    return { made: 'nothing', why: 'It fires again before its end was said.', ...madeBefore(before) }
  }
  const chosen = (await listRules(tx, hook.id)).find(({ rule }) => fits(rule, alarm))
  const rule = chosen?.rule ?? NO_RULE
  const waits = rule.deed === 'ignore' ? 0 : rule.graceMinutes
  const due_at = waits ? now + waits * MINUTE : null
  const standing = await write(tx, hook, alarm, before, { rule_id: chosen?.id ?? null, due_at }, now)
  if (!waits) return act(tx, { hook, alarm: standing, rule }, now)
  return { made: 'waiting', why: `It must fire for ${minutes(waits)} first (“${rule.name}”).` }
}

async function ends(
  tx: Db,
  hook: HookRow,
  alarm: Alarm,
  before: Standing | undefined,
  now: number,
): Promise<Made> {
  if (!before) {
    await write(tx, hook, alarm, before, {}, now)
    return { made: 'nothing', why: 'We have not heard that it fires.' }
  }
  const { acted_at, rule_id } = before
  const standing = await write(tx, hook, alarm, before, { acted_at, rule_id }, now)
  if (acted_at === null) return { made: 'nothing', why: 'It was over before it was due.' }
  const rule = await ruleOf(tx, standing)
  if (rule.deed === 'ignore') return { made: 'ignored', why: `The rule “${rule.name}” says so.` }
  const one = { hook, alarm: standing, rule }
  if (!rule.calmMinutes || rule.ending === 'leave' || !(await postOf(tx, standing))) return end(tx, one, now)
  await updateStanding(tx, standing.id, { due_at: now + rule.calmMinutes * MINUTE })
  return {
    made: 'waiting',
    why: `It must be quiet for ${minutes(rule.calmMinutes)} first.`,
    ...madeBefore(before),
  }
}

/** The rule of an alarm as it reads now; one that was taken away leaves everything to people. */
export async function ruleOf(tx: Db, { hook_id, rule_id }: Standing): Promise<Rule> {
  return (await listRules(tx, hook_id)).find(({ id }) => id === rule_id)?.rule ?? NO_RULE
}

async function write(
  tx: Db,
  hook: HookRow,
  alarm: Alarm,
  before: Standing | undefined,
  changes: { rule_id?: string | null; due_at?: number | null; acted_at?: number | null },
  now: number,
): Promise<Standing> {
  const row = {
    state: alarm.state,
    rule_id: null,
    told: JSON.stringify(alarm),
    source_at: newest(alarm, before),
    since: now,
    heard_at: now,
    count: 1,
    due_at: null,
    acted_at: null,
    ...changes,
  }
  if (!before)
    return insertStanding(tx, {
      hook_id: hook.id,
      key: keyOf(alarm),
      draft_id: null,
      post_id: null,
      told_at: null,
      ...row,
    })
  await updateStanding(tx, before.id, row)
  return { ...before, ...row, told: alarm }
}

function newest(alarm: Alarm, before: Standing | undefined): number | null {
  const known = [alarm.at, before?.source_at].filter((at) => typeof at === 'number')
  return known.length ? Math.max(...known) : null
}

function madeBefore({ post_id, draft_id }: Standing): Pick<Made, 'postId' | 'draftId'> {
  return post_id ? { postId: post_id } : draft_id ? { draftId: draft_id } : {}
}

/** The monitor's key, however long it is. */
function keyOf({ source, key }: Alarm): string {
  const whole = `${source} ${key}`
  return whole.length <= 200 ? whole : `${source} ${createHash('sha256').update(whole).digest('hex')}`
}
