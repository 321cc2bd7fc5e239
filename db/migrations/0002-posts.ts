import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await sql`create table component_groups (
    id text primary key, name text not null, position integer not null,
    created_at bigint not null, archived_at bigint, source text, source_id text,
    unique (source, source_id))`.execute(db)
  await sql`create table components (
    id text primary key, group_id text references component_groups (id), sort text not null,
    name text not null, description text, status text not null, opening_hours text,
    position integer not null, created_at bigint not null, archived_at bigint,
    source text, source_id text, unique (source, source_id))`.execute(db)
  await sql`create table posts (
    id text primary key, kind text not null, title text not null, state text not null,
    impact text, disclosed_at bigint, started_at bigint, detected_at bigint, resolved_at bigint, next_update_by bigint,
    reason text, starts_wall text, ends_wall text, time_zone text, starts_at bigint, ends_at bigint,
    still_works text, remind_minutes integer, labels text, released_on text,
    author_id bigint, author_name text,
    created_at bigint not null, published_at bigint not null, updated_at bigint not null,
    ended_at bigint, filed_at bigint, backdated_at bigint, source text, source_id text, unique (source, source_id))`.execute(
    db,
  )
  await sql`create index posts_by_time on posts (published_at, id)`.execute(db)
  await sql`create index posts_filed on posts (filed_at, id) where filed_at is not null`.execute(db)
  await sql`create index posts_unfiled on posts (kind) where filed_at is null`.execute(db)
  await sql`create table post_components (
    post_id text not null references posts (id) on delete cascade,
    component_id text not null references components (id), primary key (post_id, component_id))`.execute(db)
  await sql`create index post_components_by_component on post_components (component_id)`.execute(db)
  await sql`create table updates (
    id text primary key, post_id text not null references posts (id) on delete cascade, seq integer not null,
    state text not null, body text not null, author_id bigint, author_name text, next_update_by bigint,
    published_at bigint not null, edited_at bigint, form_key text unique, source_id text,
    unique (post_id, seq))`.execute(db)
  await sql`create table update_components (
    update_id text not null references updates (id) on delete cascade,
    component_id text not null references components (id),
    old_status text not null, status text not null, at bigint not null,
    primary key (update_id, component_id))`.execute(db)
  await sql`create index update_components_by_component on update_components (component_id, at)`.execute(db)
  await sql`create table revisions (
    id ${counted}, update_id text not null references updates (id) on delete cascade,
    body text not null, staff_id bigint, staff_name text, replaced_at bigint not null)`.execute(db)
  await sql`create index revisions_by_update on revisions (update_id)`.execute(db)
  await sql`create table drafts (
    id text primary key, kind text not null, fields text not null,
    author_id bigint not null references staff (id),
    created_at bigint not null, updated_at bigint not null)`.execute(db)
}
