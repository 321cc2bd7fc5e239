import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table announcements add column pause_reason text`.execute(db)
  await sql`alter table announcements add column resumed_at bigint`.execute(db)
  // What carriers have said of text messages, counted without looking at the others.
  await sql`create index deliveries_arrivals on deliveries (announcement_id, outcome)
    where channel = 'sms' and state = 'sent' and outcome in ('delivered', 'read', 'undelivered', 'failed')`.execute(
    db,
  )
}
