import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await sql`create table page (
    id integer primary key check (id = 1),
    name text not null, about text, time_zone text not null,
    contact_email text, contact_phone text, contact_url text, postal_address text,
    generation bigint not null default 1,
    hold_incident_s integer not null default 5, hold_other_s integer not null default 30,
    created_at bigint not null)`.execute(db)
  await sql`create table staff (
    id ${counted}, email text not null unique, name text not null, role text not null,
    password_hash text not null, created_at bigint not null, disabled_at bigint)`.execute(db)
  await sql`create table sessions (
    id text primary key, staff_id bigint not null references staff (id) on delete cascade,
    created_at bigint not null, expires_at bigint not null, user_agent text)`.execute(db)
  await sql`create index sessions_by_staff on sessions (staff_id)`.execute(db)
  await sql`create table links (
    id text primary key, purpose text not null, nonce text not null, email text, role text,
    staff_id bigint references staff (id), created_by bigint references staff (id),
    created_at bigint not null, expires_at bigint not null, used_at bigint)`.execute(db)
  await sql`create table throttles (
    id ${counted}, key text not null, at bigint not null, until bigint not null)`.execute(db)
  await sql`create index throttles_by_key on throttles (key, until)`.execute(db)
  await sql`create table audit (
    id ${counted}, at bigint not null, staff_id bigint, staff_name text,
    action text not null, object text, detail text)`.execute(db)
}
