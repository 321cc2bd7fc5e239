import { type Kysely, type RawBuilder, sql } from 'kysely'
import { engineOf } from '../open.ts'

const OPEN = sql.raw(`('pending', 'retry', 'claimed', 'unknown')`)
const WAITING = sql.raw(`('retry', 'unknown')`)
const TROUBLED = sql.raw(`('retry', 'unknown', 'failed', 'expired')`)

/**
 * What needs attention at 500,000 deliveries: an index from which reasons are counted without reading the rows, and
 * counters of what waits for another try or another look, beside those of all that is open.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index deliveries_troubled`.execute(db)
  await sql`create index deliveries_troubled on deliveries (announcement_id, state, code, subscriber_id, channel)
    where state in ${TROUBLED}`.execute(db)
  await sql`insert into tallies (announcement_id, channel, state, count)
    select announcement_id, channel, state, count(*) from deliveries
    where state in ${WAITING} and state in ${TROUBLED} group by announcement_id, channel, state`.execute(db)
  await (engineOf(db).name === 'sqlite' ? countBySqlite(db) : countByPostgres(db))
}

/** Only rows that come to wait or wait no more pay for it: those that go straight to their end are not counted one by one. */
async function countBySqlite(db: Kysely<never>): Promise<void> {
  const take = sql`update tallies set count = count - 1
    where announcement_id = old.announcement_id and channel = old.channel and state = old.state
      and old.state in ${WAITING};`
  await sql`create trigger deliveries_waiting_moved after update of state on deliveries
    when new.state <> old.state and (new.state in ${WAITING} or old.state in ${WAITING}) begin
      ${take}
      insert into tallies (announcement_id, channel, state, count)
      select new.announcement_id, new.channel, new.state, 1 where new.state in ${WAITING}
      on conflict (announcement_id, channel, state) do update set count = count + 1;
    end`.execute(db)
  await sql`create trigger deliveries_waiting_removed after delete on deliveries
    when old.state in ${WAITING} begin ${take} end`.execute(db)
}

/** The functions behind the triggers, each statement's rows gone through once. */
async function countByPostgres(db: Kysely<never>): Promise<void> {
  const rows = (table: string, one: number) =>
    sql`select announcement_id, channel, state, ${sql.lit(one)} as one from ${sql.table(table)}`
  const moved: Record<string, RawBuilder<unknown>> = {
    insert: rows('after', 1),
    update: sql`${rows('before', -1)} union all ${rows('after', 1)}`,
    delete: rows('before', -1),
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
