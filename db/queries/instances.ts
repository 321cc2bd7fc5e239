import type { Db } from '../open.ts'

export async function insertInstance(
  db: Db,
  instance: { id: string; host: string; pid: number; now: number },
): Promise<void> {
  const { id, host, pid, now } = instance
  await db.insertInto('instances').values({ id, host, pid, started_at: now, beat_at: now }).execute()
}

/** Says that an instance lives. False when others have already taken it for dead and freed its claims. */
export async function beat(db: Db, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('instances')
    .set({ beat_at: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export function listInstances(db: Db) {
  return db.selectFrom('instances').selectAll().execute()
}

export async function deleteInstance(db: Db, id: string): Promise<void> {
  await db.deleteFrom('instances').where('id', '=', id).execute()
}
