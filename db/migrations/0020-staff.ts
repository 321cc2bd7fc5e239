import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** How staff find people among a million, how many came and left on each day and why, and lists of people that are read in. */
export async function up(db: Kysely<never>): Promise<void> {
  const { counted, ledger, people } = engineOf(db)
  await people.indexPeople(db)
  await sql`create index subscribers_asked on subscribers (id)
    where confirmed_at is null and ended_at is null`.execute(db)
  await sql`create index subscribers_left on subscribers (id) where ended_at is not null`.execute(db)
  await sql`create index subscribers_resting on subscribers (id) where quarantined_until is not null`.execute(
    db,
  )
  await people.countDays(db)
  await countPast(db)
  await sql`create table subscriber_imports (
    id ${counted}, file text not null, bytes bigint not null, encoding text not null, delimiter text not null,
    columns text not null, settings text, state text not null, read_bytes bigint not null default 0,
    line integer not null default 0, counts text not null default '{}', said text,
    created_at bigint not null, staff_id bigint not null, staff_name text not null,
    checked_at bigint, started_at bigint, ended_at bigint, turn_at bigint not null default 0)`.execute(db)
  await sql`create index subscriber_imports_at_work on subscriber_imports (turn_at)
    where state in ('checking', 'running', 'clearing')`.execute(db)
  await sql`create table import_pieces (
    import_id bigint not null references subscriber_imports (id) on delete cascade,
    start bigint not null, size integer not null, text text not null, primary key (import_id, start))`.execute(
    db,
  )
  await sql`create table import_seen (
    import_id bigint not null references subscriber_imports (id) on delete cascade,
    hash text not null, primary key (import_id, hash)) ${ledger}`.execute(db)
  await sql`create table import_problems (
    import_id bigint not null references subscriber_imports (id) on delete cascade,
    line integer not null, problem text not null, primary key (import_id, line))`.execute(db)
}

/** What is known of the days before: whoever was erased until then is not. */
async function countPast(db: Kysely<never>): Promise<void> {
  const day = (column: string) => sql`cast(${sql.ref(column)} / 86400000 as integer)`
  await sql`insert into subscriber_days (day, channel, how, count)
    select ${day('confirmed_at')}, channel, 'joined', count(*) from subscribers
    where confirmed_at is not null group by 1, 2`.execute(db)
  await sql`insert into subscriber_days (day, channel, how, count)
    select ${day('ended_at')}, channel, coalesce(ended_by, 'other'), count(*) from subscribers
    where confirmed_at is not null and ended_at is not null group by 1, 2, 3`.execute(db)
  await sql`insert into subscriber_days (day, channel, how, count)
    select ${day('x.at')}, s.channel, case when x.reason in ('complaint', 'erased') then x.reason else 'bounced' end as why,
      count(*) from suppressions x join subscribers s on s.address_hash = x.address_hash
    where s.confirmed_at is not null and s.ended_at is null group by 1, 2, 3`.execute(db)
}
