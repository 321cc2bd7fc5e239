import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** What each change of the public page touched, so that every server drops exactly that of what it keeps. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table changes (
    generation bigint primary key, touches text not null, at bigint not null)`.execute(db)
  await sql`create index changes_by_time on changes (at)`.execute(db)
  await engineOf(db).sayWhenPagesChange(db)
}
