import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

/** What monitors may call, what is made of it, and what stands behind an alarm; where a consent comes from that was given elsewhere. */
export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await sql`create table hooks (
    id text primary key, name text not null, format text not null, token_hash text not null unique, secret text,
    created_by bigint not null references staff (id), created_at bigint not null, revoked_at bigint,
    heard_at bigint)`.execute(db)
  await sql`create table hook_rules (
    id text primary key, hook_id text not null references hooks (id) on delete cascade,
    position integer not null, name text not null, settings text not null)`.execute(db)
  await sql`create index hook_rules_by_hook on hook_rules (hook_id, position)`.execute(db)
  await sql`create table alarms (
    id ${counted}, hook_id text not null references hooks (id) on delete cascade, key text not null,
    state text not null, rule_id text, told text not null, source_at bigint, since bigint not null,
    heard_at bigint not null, count integer not null, due_at bigint, acted_at bigint,
    draft_id text, post_id text, told_at bigint, unique (hook_id, key))`.execute(db)
  await sql`create index alarms_due on alarms (due_at) where due_at is not null`.execute(db)
  await sql`create index alarms_by_post on alarms (post_id) where post_id is not null`.execute(db)
  await sql`create table hook_log (
    id ${counted}, hook_id text not null references hooks (id) on delete cascade, at bigint not null,
    alarm text, made text not null, why text not null, post_id text, draft_id text)`.execute(db)
  await sql`alter table consents add column evidence text`.execute(db)
  await sql`create index hook_log_by_hook on hook_log (hook_id, id)`.execute(db)
}
