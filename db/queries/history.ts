import type { Kind } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'

/** The filed instant nearest before or at-or-after `at`; undefined when there is none on that side. */
export async function nearestFiled(
  db: Db,
  side: 'before' | 'from',
  at: number,
  kind?: Kind,
): Promise<number | undefined> {
  let query = db
    .selectFrom('posts')
    .select('filed_at')
    .where('filed_at', side === 'before' ? '<' : '>=', at)
  if (kind) query = query.where('kind', '=', kind)
  const row = await query
    .orderBy('filed_at', side === 'before' ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst()
  return row?.filed_at == null ? undefined : Number(row.filed_at)
}
