import { type Kysely, sql } from 'kysely'

/**
 * How people want to hear (how severe, in which hours and rhythm, of which single posts), what staff know of them, and in
 * which languages a page and its posts speak.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const columns = [
    `least_impact text not null default 'none'`,
    `rhythm text not null default 'now'`,
    'digest_minute integer not null default 480',
    'digest_day integer not null default 1',
    'quiet_from integer',
    'quiet_until integer',
    'breaks_through smallint not null default 0',
    'paused_until bigint',
    'person_id bigint',
    `origin text not null default 'page'`,
  ]
  for (const column of columns) await sql`alter table subscribers add column ${sql.raw(column)}`.execute(db)
  await sql`create index subscribers_by_person on subscribers (person_id) where person_id is not null`.execute(
    db,
  )
  await sql`create table subscriber_posts (
    subscriber_id bigint not null references subscribers (id) on delete cascade,
    post_id text not null references posts (id), wish text not null, at bigint not null,
    primary key (post_id, subscriber_id))`.execute(db)
  await sql`create index subscriber_posts_by_subscriber on subscriber_posts (subscriber_id)`.execute(db)
  await sql`create table subscriber_tags (
    subscriber_id bigint not null references subscribers (id) on delete cascade,
    tag text not null, primary key (tag, subscriber_id))`.execute(db)
  await sql`create index subscriber_tags_by_subscriber on subscriber_tags (subscriber_id)`.execute(db)
  await sql`create table address_changes (
    subscriber_id bigint primary key references subscribers (id) on delete cascade,
    address text not null, address_hash text not null, country text,
    nonce text not null, until bigint not null, at bigint not null)`.execute(db)
  await sql`alter table page add column language text not null default 'en'`.execute(db)
  await sql`alter table page add column languages text not null default '["en"]'`.execute(db)
  await sql`alter table posts add column language text not null default 'en'`.execute(db)
  await sql`alter table posts add column peak_impact text`.execute(db)
  await sql`update posts set peak_impact = impact`.execute(db)
  await sql`create table post_texts (
    post_id text not null references posts (id), language text not null,
    title text not null, still_works text, primary key (post_id, language))`.execute(db)
  await sql`create table update_texts (
    update_id text not null references updates (id), language text not null,
    body text not null, primary key (update_id, language))`.execute(db)
}
