import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** How addresses are put in order, byte by byte, so that those with one beginning stand together. */
export const address = sql`s.address collate "C"`
/** The part of a mail address behind the @, and the last digits of a number, as their indexes hold them. */
export const domain = sql`split_part(s.address, '@', 2)`
export const lastFour = sql`right(s.address, 4)`

/** By which staff find people among a million. */
export async function indexPeople(db: Kysely<never>): Promise<void> {
  await sql`create index subscribers_by_address on subscribers (address collate "C")`.execute(db)
  await sql`create index subscribers_by_domain on subscribers (split_part(address, '@', 2), id)
    where channel = 'email'`.execute(db)
  await sql`create index subscribers_by_digits on subscribers (right(address, 4), id)
    where channel = 'sms'`.execute(db)
}

/**
 * Counts who began and who ceased to hear, as on SQLite. Each change adds a row instead of changing one, so that nobody
 * waits for anybody; {@link foldDays} adds them up.
 */
export async function countDays(db: Kysely<never>): Promise<void> {
  await sql`create table subscriber_days (
    day integer not null, channel text not null, how text not null, count bigint not null)`.execute(db)
  await sql`create index subscriber_days_by_day on subscriber_days (day)`.execute(db)
  await sql`create function candor_hears(subscribers) returns boolean language sql stable as $hears$
    select ($1).confirmed_at is not null and ($1).ended_at is null
      and not exists (select 1 from suppressions where address_hash = ($1).address_hash) $hears$`.execute(db)
  await sql`create function candor_day(bigint, text, text) returns void language sql as $day$
    insert into subscriber_days (day, channel, how, count) values (($1 / 86400000)::integer, $2, $3, 1) $day$`.execute(
    db,
  )
  await sql`create function candor_count_subscriber() returns trigger language plpgsql as $count$ begin
    if tg_op = 'INSERT' then
      if candor_hears(new) then perform candor_day(new.created_at, new.channel, 'joined'); end if;
    elsif tg_op = 'DELETE' then
      if candor_hears(old) then
        perform candor_day((extract(epoch from now()) * 1000)::bigint, old.channel, 'erased');
      end if;
    elsif candor_hears(new) then
      if not candor_hears(old) then
        perform candor_day(greatest(new.confirmed_at, coalesce(old.ended_at, 0)), new.channel, 'joined');
      end if;
    elsif candor_hears(old) and new.ended_at is not null then
      perform candor_day(new.ended_at, new.channel, coalesce(new.ended_by, 'other'));
    end if;
    return null; end $count$`.execute(db)
  await sql`create trigger subscribers_counted after insert or delete or update of confirmed_at, ended_at, address_hash
    on subscribers for each row execute function candor_count_subscriber()`.execute(db)
  await sql`create function candor_count_suppression() returns trigger language plpgsql as $count$ begin
    insert into subscriber_days (day, channel, how, count)
    select (new.at / 86400000)::integer, channel,
      case when new.reason in ('complaint', 'erased') then new.reason else 'bounced' end, 1
    from subscribers where address_hash = new.address_hash and confirmed_at is not null and ended_at is null;
    return null; end $count$`.execute(db)
  await sql`create trigger suppressions_counted after insert on suppressions
    for each row execute function candor_count_suppression()`.execute(db)
}

/** Adds up counters of which many rows have come together. Readers add them up anyway; this keeps it quick. */
export async function foldDays(db: Kysely<Schema>): Promise<void> {
  await sql`
    with gone as (
      delete from subscriber_days where day in (
        select day from subscriber_days group by day having count(*) > 50 limit 20) returning *)
    insert into subscriber_days (day, channel, how, count)
    select day, channel, how, sum(count) from gone group by day, channel, how`.execute(db)
}
