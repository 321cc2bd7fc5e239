import type { Db } from '../open.ts'

export async function insertInstance(
  db: Db,
  instance: { id: string; host: string; pid: number; now: number },
): Promise<void> {
  const { id, host, pid, now } = instance
  await db.insertInto('instances').values({ id, host, pid, started_at: now, beat_at: now }).execute()
}

/** In place of the last beat of one that others have taken for dead: it cannot come back, and its claims are theirs. */
export const GIVEN_UP = 0

/** Says that an instance lives. False when others have already taken it for dead. */
export async function beat(db: Db, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('instances')
    .set({ beat_at: now })
    .where('id', '=', id)
    .where('beat_at', '!=', GIVEN_UP)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Takes an instance for dead, unless it has beaten since we looked. Returns whether it is dead to everybody now. */
export async function giveUp(db: Db, { id, beat_at }: { id: string; beat_at: number }): Promise<boolean> {
  const result = await db
    .updateTable('instances')
    .set({ beat_at: GIVEN_UP })
    .where('id', '=', id)
    .where('beat_at', '=', beat_at)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export function listInstances(db: Db) {
  return db.selectFrom('instances').selectAll().execute()
}

export async function deleteInstance(db: Db, id: string): Promise<void> {
  await db.deleteFrom('instances').where('id', '=', id).execute()
}
