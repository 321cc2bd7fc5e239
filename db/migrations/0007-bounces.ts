import { type Kysely, sql } from 'kysely'

/** A report that brings only a Message-ID is looked for among what was told lately; account mail stands in the same table. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index announcements_told on announcements (created_at) where post_id is not null`.execute(
    db,
  )
}
