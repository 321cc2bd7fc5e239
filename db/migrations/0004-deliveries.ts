import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

export async function up(db: Kysely<never>): Promise<void> {
  const { counted, ledger } = engineOf(db)
  await sql`create table announcements (
    id ${counted}, key text not null unique, occasion text not null, priority smallint not null,
    kind text, post_id text references posts (id), update_id text references updates (id),
    channels text not null, letter text, created_at bigint not null, created_by bigint,
    hold_until bigint not null, audience_max_id bigint not null, cursor bigint not null default 0,
    expanded_at bigint, paused_at bigint, cancelled_at bigint, done_at bigint)`.execute(db)
  await sql`create index announcements_by_post on announcements (post_id, id)`.execute(db)
  await sql`create index announcements_running on announcements (priority, id) where done_at is null`.execute(
    db,
  )
  await sql`create table deliveries (
    announcement_id bigint not null references announcements (id), subscriber_id bigint not null,
    channel text not null, state text not null, attempts smallint not null default 0,
    due_at bigint not null, first_at bigint, sent_at bigint,
    owner text, token text, lease_until bigint, looks smallint,
    provider_id text, outcome text, code text, answer text,
    primary key (announcement_id, subscriber_id)) ${ledger}`.execute(db)
  // Open rows only: a million done deliveries cost these nothing.
  await sql`create index deliveries_due on deliveries (announcement_id, channel, due_at)
    where state in ('pending', 'retry')`.execute(db)
  await sql`create index deliveries_in_flight on deliveries (owner, lease_until)
    where state = 'claimed'`.execute(db)
  await sql`create index deliveries_unknown on deliveries (channel, due_at) where state = 'unknown'`.execute(
    db,
  )
  await sql`create index deliveries_by_subscriber on deliveries (subscriber_id)
    where state in ('pending', 'retry', 'claimed', 'unknown')`.execute(db)
  await sql`create index deliveries_by_provider on deliveries (provider_id) where provider_id is not null`.execute(
    db,
  )
  await sql`create table delivery_events (
    id ${counted}, announcement_id bigint not null, subscriber_id bigint not null,
    event text not null, ref text not null, code text, at bigint not null,
    unique (announcement_id, subscriber_id, event, ref))`.execute(db)
  await sql`create index delivery_events_by_subscriber on delivery_events (subscriber_id, event)`.execute(db)
  await sql`create table instances (
    id text primary key, host text not null, pid integer not null,
    started_at bigint not null, beat_at bigint not null)`.execute(db)
  await sql`create table channel_pauses (
    channel text primary key, until bigint not null, reason text not null, at bigint not null)`.execute(db)
}
