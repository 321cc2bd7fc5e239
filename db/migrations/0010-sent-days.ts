import { type Kysely, sql } from 'kysely'

/** How many messages left on each day: what a warm-up plan is held against. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table sent_days (
    day text not null, channel text not null, count bigint not null, primary key (day, channel))`.execute(db)
}
