import { type Kysely, type RawBuilder, sql } from 'kysely'
import { engineOf } from '../open.ts'

const OPEN = sql.raw(`('pending', 'retry', 'claimed', 'unknown', 'held')`)
const WAITING = sql.raw(`('retry', 'unknown', 'held')`)

/**
 * Deliveries that a reader's own hours keep: a state that counts as open and once more by itself, with the digest that
 * tells them. Rows that are removed after their time leave their counts: nothing is counted down any more.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table deliveries add column digest_id bigint`.execute(db)
  await sql`alter table announcements add column released_at bigint`.execute(db)
  // One, and no more: each that asks for a state costs every delivery of everybody else.
  await sql`create index deliveries_held on deliveries (announcement_id, due_at)
    where state = 'held'`.execute(db)
  await sql`create index deliveries_parts on deliveries (digest_id, subscriber_id)
    where digest_id is not null`.execute(db)
  await sql`create index announcements_done on announcements (done_at) where done_at is not null`.execute(db)
  await (engineOf(db).name === 'sqlite' ? countBySqlite(db) : countByPostgres(db))
}

async function countBySqlite(db: Kysely<never>): Promise<void> {
  for (const name of ['moved', 'removed', 'waiting_moved', 'waiting_removed'])
    await sql`drop trigger ${sql.ref(`deliveries_${name}`)}`.execute(db)
  const stand = (row: 'new' | 'old') =>
    sql`case when ${sql.ref(`${row}.state`)} in ${OPEN} then 'open' else ${sql.ref(`${row}.state`)} end`
  // Said one by one: a list of three is a table that SQLite would build for each row.
  const waits = (row: 'new' | 'old') =>
    sql.join(
      ['retry', 'unknown', 'held'].map((state) => sql`${sql.ref(`${row}.state`)} = ${sql.lit(state)}`),
      sql` or `,
    )
  await sql`create trigger deliveries_moved after update of state on deliveries
    when new.state <> 'claimed' and old.state <> 'claimed' and ${stand('new')} <> ${stand('old')} begin
      update tallies set count = count - 1
      where announcement_id = old.announcement_id and channel = old.channel and state = ${stand('old')};
      insert into tallies (announcement_id, channel, state, count)
      values (new.announcement_id, new.channel, ${stand('new')}, 1)
      on conflict (announcement_id, channel, state) do update set count = count + 1;
    end`.execute(db)
  await sql`create trigger deliveries_waiting_moved after update of state on deliveries
    when new.state <> old.state and (${waits('new')} or ${waits('old')}) begin
      update tallies set count = count - 1
      where announcement_id = old.announcement_id and channel = old.channel and state = old.state
        and old.state in ${WAITING};
      insert into tallies (announcement_id, channel, state, count)
      select new.announcement_id, new.channel, new.state, 1 where new.state in ${WAITING}
      on conflict (announcement_id, channel, state) do update set count = count + 1;
    end`.execute(db)
}

async function countByPostgres(db: Kysely<never>): Promise<void> {
  await sql`drop trigger deliveries_delete_counted on deliveries`.execute(db)
  await sql`drop function deliveries_delete_counted()`.execute(db)
  const rows = (table: string, one: number) =>
    sql`select announcement_id, channel, state, ${sql.lit(one)} as one from ${sql.table(table)}`
  const moved: Record<string, RawBuilder<unknown>> = {
    insert: rows('after', 1),
    update: sql`${rows('before', -1)} union all ${rows('after', 1)}`,
  }
  for (const [event, those] of Object.entries(moved))
    await sql`create or replace function ${sql.ref(`deliveries_${event}_counted`)}()
      returns trigger language plpgsql as $count$ begin
        with moved as (
          select announcement_id, channel, state, sum(one) as count from (${those}) as each
          group by announcement_id, channel, state having sum(one) <> 0)
        insert into tallies (announcement_id, channel, state, count)
        select announcement_id, channel, case when state in ${OPEN} then 'open' else state end, sum(count)
        from moved group by 1, 2, 3 having sum(count) <> 0
        union all select announcement_id, channel, state, count from moved where state in ${WAITING};
        return null; end $count$`.execute(db)
}
