import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** How addresses are put in order, byte by byte, so that those with one beginning stand together. */
export const address = sql`s.address`
/** The part of a mail address behind the @, and the last digits of a number, as their indexes hold them. */
export const domain = sql`substr(s.address, instr(s.address, '@') + 1)`
export const lastFour = sql`substr(s.address, -4)`

/** By which staff find people among a million. */
export async function indexPeople(db: Kysely<never>): Promise<void> {
  await sql`create index subscribers_by_address on subscribers (address)`.execute(db)
  await sql`create index subscribers_by_domain on subscribers (substr(address, instr(address, '@') + 1), id)
    where channel = 'email'`.execute(db)
  await sql`create index subscribers_by_digits on subscribers (substr(address, -4), id)
    where channel = 'sms'`.execute(db)
}

const hears = (row: 'new' | 'old') => sql`(${sql.ref(`${row}.confirmed_at`)} is not null
  and ${sql.ref(`${row}.ended_at`)} is null
  and not exists (select 1 from suppressions where address_hash = ${sql.ref(`${row}.address_hash`)}))`
const DAY = sql.raw('86400000')

/**
 * Counts who began and who ceased to hear, by day (UTC) and how, from now on by triggers: whoever is erased later stays
 * counted. One who came back through their carrier is counted on the day on which they had left.
 */
export async function countDays(db: Kysely<never>): Promise<void> {
  await sql`create table subscriber_days (
    day integer not null, channel text not null, how text not null, count integer not null,
    primary key (day, channel, how)) without rowid`.execute(db)
  const one = (day: ReturnType<typeof sql>, channel: ReturnType<typeof sql>, how: ReturnType<typeof sql>) =>
    sql`insert into subscriber_days (day, channel, how, count) values (${day}, ${channel}, ${how}, 1)
      on conflict (day, channel, how) do update set count = count + 1;`
  await sql`create trigger subscribers_counted after insert on subscribers when ${hears('new')} begin
    ${one(sql`new.created_at / ${DAY}`, sql`new.channel`, sql`'joined'`)} end`.execute(db)
  await sql`create trigger subscribers_joined after update of confirmed_at, ended_at, address_hash on subscribers
    when ${hears('new')} and not ${hears('old')} begin
    ${one(sql`max(new.confirmed_at, coalesce(old.ended_at, 0)) / ${DAY}`, sql`new.channel`, sql`'joined'`)} end`.execute(
    db,
  )
  await sql`create trigger subscribers_ended after update of confirmed_at, ended_at, address_hash on subscribers
    when ${hears('old')} and new.ended_at is not null begin
    ${one(sql`new.ended_at / ${DAY}`, sql`new.channel`, sql`coalesce(new.ended_by, 'other')`)} end`.execute(
    db,
  )
  await sql`create trigger subscribers_erased after delete on subscribers when ${hears('old')} begin
    ${one(sql`strftime('%s', 'now') / 86400`, sql`old.channel`, sql`'erased'`)} end`.execute(db)
  await sql`create trigger suppressions_counted after insert on suppressions begin
    insert into subscriber_days (day, channel, how, count)
    select new.at / ${DAY}, channel,
      case when new.reason in ('complaint', 'erased') then new.reason else 'bounced' end, 1
    from subscribers where address_hash = new.address_hash and confirmed_at is not null and ended_at is null
    on conflict (day, channel, how) do update set count = count + 1; end`.execute(db)
}

/** Adds up counters of which many rows have come together: here there is one of each anyway. */
export async function foldDays(_db: Kysely<Schema>): Promise<void> {}
