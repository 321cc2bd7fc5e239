import { sql } from 'kysely'
import { type Db, engineOf, transact } from '../open.ts'
import { inPortions } from './portions.ts'

/** What counts under a key now, and the newest of it. */
export interface Counted {
  count: number
  last: number | null
}

export async function countThrottle(db: Db, key: string, now: number): Promise<Counted> {
  const row = await db
    .selectFrom('throttles')
    .select((eb) => [eb.fn.countAll().as('count'), eb.fn.max('at').as('last')])
    .where('key', '=', key)
    .where('until', '>', now)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), last: row.last === null ? null : Number(row.last) }
}

/** Adds one to a key unless `limit` already count. Returns whether it was added. */
export function insertThrottle(
  db: Db,
  entry: { key: string; at: number; until: number },
  limit: number,
): Promise<boolean> {
  return transact(db, async (tx) => {
    // Two visitors at once must not both take the last place; SQLite has one writer anyway.
    if (engineOf(tx).name === 'postgres')
      await sql`select pg_advisory_xact_lock(hashtextextended(${entry.key}, 0))`.execute(tx)
    if ((await countThrottle(tx, entry.key, entry.at)).count >= limit) return false
    await tx.insertInto('throttles').values(entry).execute()
    return true
  })
}

export async function deleteThrottle(db: Db, key: string): Promise<void> {
  await db.deleteFrom('throttles').where('key', '=', key).execute()
}

/** Removes what no longer counts. */
export async function deleteSpentThrottles(db: Db, now: number): Promise<void> {
  await inPortions<number>(
    (after = 0, limit) =>
      db
        .selectFrom('throttles')
        .select('id')
        .where('id', '>', after)
        .where('until', '<=', now)
        .orderBy('id')
        .limit(limit)
        .execute(),
    (ids) => db.deleteFrom('throttles').where('id', 'in', ids).executeTakeFirst(),
  )
}

/** Adds one to a key that remembers only its newest `keep`, without end. */
export async function insertRecent(db: Db, key: string, at: number, keep: number): Promise<void> {
  await db.insertInto('throttles').values({ key, at, until: Number.MAX_SAFE_INTEGER }).execute()
  await db
    .deleteFrom('throttles')
    .where('key', '=', key)
    .where('id', '<=', (eb) =>
      eb
        .selectFrom('throttles as old')
        .select('old.id')
        .where('old.key', '=', key)
        .orderBy('old.id', 'desc')
        .limit(1)
        .offset(keep),
    )
    .execute()
}

/** The instants of what a key remembers, newest first. */
export async function listRecent(db: Db, key: string): Promise<number[]> {
  const rows = await db
    .selectFrom('throttles')
    .select('at')
    .where('key', '=', key)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => row.at)
}
