import type { Db } from '../open.ts'
import type { AlertKind } from './alerts.ts'

/**
 * `home`: where this database lives. `alive`: when a sender last lived. `restored`: that it came from a copy. `alert:KIND`:
 * what owners were last told of such an alarm.
 */
export type ServiceKey = 'home' | 'alive' | 'restored' | `alert:${AlertKind}`

/** What was written down under a key, and when. */
export async function readService<Value>(
  db: Db,
  key: ServiceKey,
): Promise<{ value: Value; at: number } | undefined> {
  const row = await db.selectFrom('service').selectAll().where('key', '=', key).executeTakeFirst()
  return row && { value: JSON.parse(row.value), at: Number(row.at) }
}

export async function writeService(db: Db, key: ServiceKey, value: unknown, at: number): Promise<void> {
  const row = { key, value: JSON.stringify(value), at }
  await db
    .insertInto('service')
    .values(row)
    .onConflict((oc) => oc.column('key').doUpdateSet({ value: row.value, at }))
    .execute()
}

export async function deleteService(db: Db, key: ServiceKey): Promise<void> {
  await db.deleteFrom('service').where('key', '=', key).execute()
}
