import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await sql`create table subscribers (
    id ${counted}, channel text not null, address text not null, address_hash text not null,
    name text, language text not null, time_zone text, country text,
    wants_incident smallint not null, wants_closure smallint not null, wants_release smallint not null,
    every_component smallint not null, created_at bigint not null,
    confirmed_at bigint, ended_at bigint, ended_by text, version integer not null default 1,
    confirm_nonce text, confirm_until bigint, stop_hinted_at bigint,
    unique (channel, address))`.execute(db)
  await sql`create index subscribers_by_hash on subscribers (address_hash)`.execute(db)
  await sql`create index subscribers_unconfirmed on subscribers (created_at) where confirmed_at is null`.execute(
    db,
  )
  await sql`create table subscriber_components (
    subscriber_id bigint not null references subscribers (id) on delete cascade,
    component_id text not null references components (id),
    primary key (subscriber_id, component_id))`.execute(db)
  await sql`create table consents (
    id ${counted}, subscriber_id bigint not null references subscribers (id) on delete cascade,
    at bigint not null, act text not null, text_version text not null, ip_hash text)`.execute(db)
  await sql`create index consents_by_subscriber on consents (subscriber_id)`.execute(db)
  await sql`create table suppressions (
    address_hash text primary key, channel text not null, reason text not null, at bigint not null)`.execute(
    db,
  )
}
