import { type Kysely, sql } from 'kysely'

/**
 * By which form an address was last confirmed: those confirmed by one form belong to one person. And where somebody was
 * told before, for as long as a change of address can be taken back.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table subscribers add column form text`.execute(db)
  await sql`create index subscribers_by_form on subscribers (form) where form is not null`.execute(db)
  await sql`create index subscribers_ended on subscribers (ended_at) where ended_at is not null`.execute(db)
  await sql`create table former_addresses (
    subscriber_id bigint not null references subscribers (id) on delete cascade,
    nonce text not null, address text not null, address_hash text not null, country text,
    until bigint not null, primary key (subscriber_id, nonce))`.execute(db)
}
