import { sql, type Updateable } from 'kysely'
import { IMPACTS, type Impact } from '#src/posts/kinds.ts'
import type { Db } from '../open.ts'
import type { PostTable } from '../schema.ts'

/** Changes a post. An impact graver than any before is its peak from then on: whoever is told of it hears its end too. */
export async function updatePost(db: Db, id: string, changes: Updateable<PostTable>): Promise<void> {
  const impact = changes.impact as Impact | null | undefined
  const peak = impact ? { peak_impact: graver(impact) } : {}
  await db
    .updateTable('posts')
    .set({ ...changes, ...peak })
    .where('id', '=', id)
    .execute()
}

function graver(impact: Impact) {
  const lesser = IMPACTS.slice(0, IMPACTS.indexOf(impact)).map((one) => sql.lit(one))
  if (!lesser.length) return sql<string>`coalesce(peak_impact, ${impact})`
  return sql<string>`case when peak_impact is null or peak_impact in (${sql.join(lesser)}) then ${impact} else peak_impact end`
}
