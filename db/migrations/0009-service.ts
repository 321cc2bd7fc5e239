import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** What the program must know about itself across restarts: where it lives, when a sender last lived, that it was restored. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table service (key text primary key, value text not null, at bigint not null)`.execute(db)
  await engineOf(db).sayWhenThereIsWork(db)
}
