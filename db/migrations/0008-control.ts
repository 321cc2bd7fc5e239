import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table announcements add column pause_reason text`.execute(db)
  await sql`alter table announcements add column resumed_at bigint`.execute(db)
  // What reach is counted from: whoever may be told, without their rows.
  await sql`create index subscribers_reach on subscribers
    (id, channel, wants_incident, wants_closure, wants_release, every_component)
    where confirmed_at is not null and ended_at is null`.execute(db)
  await sql`create index deliveries_arrivals on deliveries (announcement_id, outcome)
    where channel = 'sms' and state = 'sent' and outcome in ('delivered', 'read', 'undelivered', 'failed')`.execute(
    db,
  )
}
