import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** Claims as batches, counters beside the ledger, and pauses of one destination. */
export async function up(db: Kysely<never>): Promise<void> {
  const { counted, countDeliveries } = engineOf(db)
  await sql`drop index deliveries_in_flight`.execute(db)
  // Whoever leaves is looked up in the few announcements that run: that needs no index over all that is open.
  await sql`drop index deliveries_by_subscriber`.execute(db)
  // What an older version had claimed: a mail goes back to waiting, a text may have left.
  await sql`update deliveries set state = 'pending' where state = 'claimed' and channel = 'email'`.execute(db)
  await sql`update deliveries set state = 'unknown' where state = 'claimed'`.execute(db)
  for (const column of ['owner', 'token', 'lease_until'])
    await sql`alter table deliveries drop column ${sql.ref(column)}`.execute(db)
  await sql`alter table deliveries add column claim bigint`.execute(db)
  await sql`create table claims (
    id ${counted}, owner text not null, channel text not null, at bigint not null, lease_until bigint not null)`.execute(
    db,
  )
  await sql`create index claims_by_owner on claims (owner)`.execute(db)
  await sql`create index deliveries_in_flight on deliveries (claim) where state = 'claimed'`.execute(db)
  // What staff ask about: why somebody has not been told.
  await sql`create index deliveries_troubled on deliveries (announcement_id, state, code)
    where state in ('retry', 'unknown', 'failed', 'expired')`.execute(db)
  await countDeliveries(db)
  await sql`alter table announcements add column first_sent_at bigint`.execute(db)
  await sql`alter table announcements add column last_sent_at bigint`.execute(db)
  await sql`update announcements set
    first_sent_at = (select min(sent_at) from deliveries d where d.announcement_id = announcements.id),
    last_sent_at = (select max(sent_at) from deliveries d where d.announcement_id = announcements.id)`.execute(
    db,
  )
  await sql`create table pauses (
    channel text not null, destination text not null, until bigint not null, reason text not null,
    at bigint not null, primary key (channel, destination))`.execute(db)
  await sql`insert into pauses (channel, destination, until, reason, at)
    select channel, '', until, reason, at from channel_pauses`.execute(db)
  await sql`drop table channel_pauses`.execute(db)
}
