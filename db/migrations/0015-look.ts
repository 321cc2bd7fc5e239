import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** How an organisation wants its page to look, and the pictures that it brings; a picture's name is never used again. */
export async function up(db: Kysely<never>): Promise<void> {
  const columns = ['accent', 'accent_dark', 'paper', 'voice', 'logo', 'logo_dark']
  for (const column of columns) await sql`alter table page add column ${sql.ref(column)} text`.execute(db)
  await sql`create table pictures (
    name text primary key, body ${sql.raw(engineOf(db).name === 'sqlite' ? 'blob' : 'bytea')} not null,
    at bigint not null)`.execute(db)
}
