import type { Insertable } from 'kysely'
import type { Alarm } from '#src/monitors/alarm.ts'
import type { Rule } from '#src/monitors/rule.ts'
import type { Db } from '../open.ts'
import type { HookLogTable, HookRow } from '../schema.ts'

/** So many of the last bodies of a hook are kept to be seen. */
const LOGGED = 100

export interface KeptRule {
  id: string
  rule: Rule
}

export async function insertHook(db: Db, hook: HookRow): Promise<void> {
  await db.insertInto('hooks').values(hook).execute()
}

export async function updateHook(db: Db, id: string, changes: Partial<HookRow>): Promise<void> {
  await db.updateTable('hooks').set(changes).where('id', '=', id).execute()
}

export function findHook(db: Db, id: string): Promise<HookRow | undefined> {
  return db.selectFrom('hooks').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The hook that a token opens, unless it was revoked. */
export function findOpenHook(db: Db, tokenHash: string): Promise<HookRow | undefined> {
  return db
    .selectFrom('hooks')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** Those in use first, then by name. */
export function listHooks(db: Db): Promise<HookRow[]> {
  return db
    .selectFrom('hooks')
    .selectAll()
    .orderBy((eb) => eb.case().when('revoked_at', 'is', null).then(0).else(1).end())
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Rules of a hook in their order. */
export async function listRules(db: Db, hookId: string): Promise<KeptRule[]> {
  const rows = await db
    .selectFrom('hook_rules')
    .selectAll()
    .where('hook_id', '=', hookId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(({ id, name, settings }) => ({ id, rule: { ...JSON.parse(settings), name } }))
}

/** Writes the rules of a hook as they are now, in this order. */
export async function replaceRules(db: Db, hookId: string, rules: KeptRule[]): Promise<void> {
  await db.deleteFrom('hook_rules').where('hook_id', '=', hookId).execute()
  const rows = rules.map(({ id, rule: { name, ...settings } }, position) => ({
    id,
    hook_id: hookId,
    position,
    name,
    settings: JSON.stringify(settings),
  }))
  if (rows.length) await db.insertInto('hook_rules').values(rows).execute()
}

/** Writes down what came and what was made of it; of each hook the last hundred stay. */
export async function insertHookLog(db: Db, entry: Insertable<HookLogTable>): Promise<void> {
  await db.insertInto('hook_log').values(entry).execute()
  const old = await db
    .selectFrom('hook_log')
    .select('id')
    .where('hook_id', '=', entry.hook_id)
    .orderBy('id', 'desc')
    .offset(LOGGED)
    .limit(1)
    .executeTakeFirst()
  if (old)
    await db.deleteFrom('hook_log').where('hook_id', '=', entry.hook_id).where('id', '<=', old.id).execute()
}

/** The newest first. */
export async function listHookLog(db: Db, hookId: string) {
  const rows = await db
    .selectFrom('hook_log')
    .selectAll()
    .where('hook_id', '=', hookId)
    .orderBy('id', 'desc')
    .limit(LOGGED)
    .execute()
  return rows.map((row) => ({ ...row, alarm: row.alarm === null ? null : (JSON.parse(row.alarm) as Alarm) }))
}
