import { type Db, transact } from '#db/open.ts'
import { endAlerts, raiseAlert } from '#db/queries/alerts.ts'
import { findOpenHook, insertHookLog, updateHook } from '#db/queries/hooks.ts'
import type { HookRow } from '#db/schema.ts'
import { unseal } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import { type Alarm, Unreadable } from './alarm.ts'
import { readBody } from './formats.ts'
import { hear } from './hear.ts'
import { hashOf } from './keep-hook.ts'
import type { Made } from './made.ts'
import { pagerdutySigned } from './pagerduty.ts'

/** Far more than a monitor in order says; less than would make us deaf for others. */
export const CALLS = { limit: 240, windowMs: 60_000 }

export interface Call {
  token: string
  body: Buffer
  /** Content type. */
  type: string
  signature: string | null
}

/**
 * A monitor calls: says what was made of it. Throws a {@link Refusal}: `not_found` (no such token), `limited`, `forbidden`
 * (the signature does not hold), `invalid` (it cannot be read, of which staff are told).
 */
export async function receive(db: Db, call: Call, now: number): Promise<Made> {
  const hook = await findOpenHook(db, hashOf(call.token))
  if (!hook) throw new Refusal('not_found', { form: 'There is nothing here.' })
  if (!(await take(db, 'hook', hook.id, CALLS, now)))
    throw new Refusal('limited', { form: `At most ${CALLS.limit} calls a minute.` })
  if (hook.secret && !pagerdutySigned(call.signature, call.body, unseal('hook', hook.secret)))
    throw new Refusal('forbidden', { form: 'The signature does not hold.' })
  const read = readCall(hook, call)
  if (read instanceof Unreadable) {
    await noteUnreadable(db, hook, read.message, now)
    throw new Refusal('invalid', { form: read.message })
  }
  await endAlerts(db, { kinds: ['monitor'], subject: hook.id }, now)
  if (read) return hear(db, hook, read, now)
  return noteEmpty(db, hook, now)
}

function readCall(hook: HookRow, { body, type }: Call): Alarm | null | Unreadable {
  try {
    return readBody(hook.format, body, type)
  } catch (error) {
    if (error instanceof Unreadable) return error
    throw error
  }
}

async function noteUnreadable(db: Db, hook: HookRow, why: string, now: number): Promise<void> {
  await transact(db, async (tx) => {
    await log(tx, hook, { made: 'unreadable', why }, now)
    await raiseAlert(tx, {
      kind: 'monitor',
      subject: hook.id,
      text: `What the monitor “${hook.name}” sends cannot be read. ${why}`,
      at: now,
    })
  })
}

async function noteEmpty(db: Db, hook: HookRow, now: number): Promise<Made> {
  const made: Made = { made: 'nothing', why: 'There is no alarm in it; a test, perhaps.' }
  await transact(db, (tx) => log(tx, hook, made, now))
  return made
}

async function log(tx: Db, hook: HookRow, { made, why }: Made, now: number): Promise<void> {
  await updateHook(tx, hook.id, { heard_at: now })
  const nothing = { alarm: null, post_id: null, draft_id: null }
  await insertHookLog(tx, { hook_id: hook.id, at: now, made, why, ...nothing })
}
