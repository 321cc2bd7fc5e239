import type { ExpressionBuilder } from 'kysely'
import type { Db } from '../open.ts'
import type { Schema } from '../schema.ts'
import { inPortions } from './portions.ts'

/** Removes those who never confirmed nor said stop: asked before `before`, and nothing open for them at `now`. */
export function deleteUnconfirmed(db: Db, before: number, now: number): Promise<number> {
  return inPortions<number>(
    // In the order of their index: those of the portion before are gone from it.
    (_, limit) =>
      db
        .selectFrom('subscribers')
        .select('id')
        .where(unconfirmed(before, now))
        .orderBy('created_at')
        .limit(limit)
        .execute(),
    (ids) =>
      db.deleteFrom('subscribers').where('id', 'in', ids).where(unconfirmed(before, now)).executeTakeFirst(),
  )
}

function unconfirmed(before: number, now: number) {
  return (eb: ExpressionBuilder<Schema, 'subscribers'>) =>
    eb.and([
      eb('confirmed_at', 'is', null),
      eb('ended_at', 'is', null),
      eb('created_at', '<=', before),
      eb.or([eb('confirm_until', 'is', null), eb('confirm_until', '<=', now)]),
    ])
}
