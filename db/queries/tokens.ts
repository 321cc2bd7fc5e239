import type { Insertable } from 'kysely'
import type { Db } from '../open.ts'
import type { TokenRow, TokenTable } from '../schema.ts'

export async function insertToken(db: Db, token: Insertable<TokenTable>): Promise<void> {
  await db.insertInto('tokens').values(token).execute()
}

/** The token of this hash that still opens something, with the role of whoever made it; none of somebody who has left. */
export function findTokenByHash(db: Db, hash: string) {
  return db
    .selectFrom('tokens as t')
    .innerJoin('staff as s', 's.id', 't.created_by')
    .selectAll('t')
    .select('s.role as maker_role')
    .where('t.hash', '=', hash)
    .where('t.revoked_at', 'is', null)
    .where('s.disabled_at', 'is', null)
    .executeTakeFirst()
}

/** All tokens, those in use first, the newest first; with the name of who made each. */
export function listTokens(db: Db) {
  return db
    .selectFrom('tokens as t')
    .innerJoin('staff as s', 's.id', 't.created_by')
    .select(['t.id', 't.name', 't.role', 't.created_at', 't.used_at', 't.revoked_at'])
    .select(['s.name as maker', 's.disabled_at as maker_left_at'])
    .orderBy((eb) => eb.case().when('t.revoked_at', 'is', null).then(0).else(1).end())
    .orderBy('t.created_at', 'desc')
    .execute()
}

/** Writes down that a token was used, unless that was done after `before`. */
export async function noteTokenUse(db: Db, id: string, now: number, before: number): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('used_at', 'is', null), eb('used_at', '<', before)]))
    .execute()
}

/** Ends a token; its row, or undefined when there was none to end. */
export function revokeTokenRow(db: Db, id: string, by: number, now: number): Promise<TokenRow | undefined> {
  return db
    .updateTable('tokens')
    .set({ revoked_at: now, revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}
