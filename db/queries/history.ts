import type { Kind } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'

/** The filed instant nearest before or at-or-after `at`, of a kind or component when given; undefined when there is none. */
export async function nearestFiled(
  db: Db,
  side: 'before' | 'from',
  at: number,
  only: { kind?: Kind; componentId?: string } = {},
): Promise<number | undefined> {
  let query = db
    .selectFrom('posts')
    .select('filed_at')
    .where('filed_at', side === 'before' ? '<' : '>=', at)
  const { kind, componentId } = only
  if (kind) query = query.where('kind', '=', kind)
  if (componentId)
    query = query.where('id', 'in', (eb) =>
      eb.selectFrom('post_components').select('post_id').where('component_id', '=', componentId),
    )
  const row = await query
    .orderBy('filed_at', side === 'before' ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst()
  return row?.filed_at == null ? undefined : Number(row.filed_at)
}
