import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'
import * as postgres from '../search/postgres.ts'
import * as sqlite from '../search/sqlite.ts'

/** What the public page reads: what was lately said of components, posts of one kind, closures by their end, words. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index update_components_by_time on update_components (at)`.execute(db)
  await sql`create index posts_filed_by_kind on posts (kind, filed_at, id) where filed_at is not null`.execute(
    db,
  )
  await sql`create index closures_by_end on posts (ends_at) where kind = 'closure'`.execute(db)
  await (engineOf(db).name === 'sqlite' ? sqlite : postgres).prepareSearch(db)
}
