import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'
import * as postgres from '../search/postgres.ts'
import * as sqlite from '../search/sqlite.ts'

/** What the public page reads: what was lately said of components, posts of one kind, those that are not over, words. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index update_components_by_time on update_components (at, status, component_id, update_id)`.execute(
    db,
  )
  await sql`create index posts_filed_by_kind on posts (kind, filed_at, id) where filed_at is not null`.execute(
    db,
  )
  await sql`create index posts_unfiled_by_time on posts (published_at, id) where filed_at is null`.execute(db)
  await sql`create index posts_by_source_id on posts (source_id) where source_id is not null`.execute(db)
  await (engineOf(db).name === 'sqlite' ? sqlite : postgres).prepareSearch(db)
}
