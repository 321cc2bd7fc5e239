import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'
import * as postgres from '../search/postgres.ts'
import * as sqlite from '../search/sqlite.ts'

/** Staff's own words around the news, per kind and language; and which language a former text was in. Texts in every language are found. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table wordings (
    kind text not null, language text not null, part text not null,
    template text not null, at bigint not null, staff_id bigint,
    primary key (kind, language, part))`.execute(db)
  await sql`alter table revisions add column language text`.execute(db)
  await sql`alter table titles add column language text`.execute(db)
  await (engineOf(db).name === 'sqlite' ? sqlite : postgres).searchTranslations(db)
}
