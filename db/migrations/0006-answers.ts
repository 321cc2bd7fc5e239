import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** What answers mean beyond one delivery: quarantine, figures to watch, what needs a person, and what people text to us. */
export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await sql`alter table subscribers add column quarantined_until bigint`.execute(db)
  await sql`alter table subscribers add column probe_in bigint`.execute(db)
  await sql`create index subscribers_quarantined on subscribers (quarantined_until)
    where quarantined_until is not null`.execute(db)
  await sql`create table refusals (
    subscriber_id bigint primary key references subscribers (id) on delete cascade,
    count smallint not null, announcement_id bigint not null, accepted_in bigint,
    code text not null, answer text not null, at bigint not null,
    rests smallint not null default 0, quarantined_at bigint)`.execute(db)
  await sql`create table samples (
    channel text not null, destination text not null, sign text not null, recent text not null,
    primary key (channel, destination, sign))`.execute(db)
  await sql`create table alerts (
    id ${counted}, kind text not null, subject text not null, text text not null, count integer not null,
    raised_at bigint not null, last_at bigint not null, shown_from bigint not null,
    seen_at bigint, seen_by text, ended_at bigint)`.execute(db)
  await sql`create unique index alerts_open on alerts (kind, subject) where ended_at is null`.execute(db)
  await sql`create table texts (
    id ${counted}, sid text not null unique, sender text not null, body text not null, at bigint not null,
    read_at bigint, read_by text, answered_at bigint, answered_by text)`.execute(db)
  await sql`create index texts_unread on texts (id) where read_at is null`.execute(db)
  await sql`create index suppressions_by_time on suppressions (channel, at)`.execute(db)
  await sql`create index subscribers_complained on subscribers (channel, ended_at)
    where ended_by = 'complaint'`.execute(db)
}
