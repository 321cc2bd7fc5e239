import { type Kysely, sql } from 'kysely'

/** Feeds ask for what changed last, of everything or of one kind; the calendar for the windows that begin last. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index posts_by_change on posts (updated_at, id)`.execute(db)
  await sql`create index posts_of_kind_by_change on posts (kind, updated_at, id)`.execute(db)
  await sql`create index posts_by_window on posts (starts_at, id) where starts_at is not null`.execute(db)
}
