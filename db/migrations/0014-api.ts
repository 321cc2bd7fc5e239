import { randomInt } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { engineOf } from '../open.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** What programs of the field ask for beyond what people do, the tokens with which they may speak, and what they change. */
export async function up(db: Kysely<never>): Promise<void> {
  const { counted } = engineOf(db)
  await addColumns(db, 'page', ['public_id text', 'touched_at bigint'])
  const id = Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  await sql`update page set public_id = ${id}`.execute(db)
  await addColumns(db, 'components', [
    'showcase integer not null default 1',
    'only_if_degraded integer not null default 0',
    'started_on text',
    'updated_at bigint',
  ])
  await addColumns(db, 'component_groups', ['description text', 'updated_at bigint'])
  await addColumns(db, 'posts', [
    'starts_by_hand integer not null default 0',
    'ends_by_hand integer not null default 0',
    'keeps_status integer not null default 0',
    'tell_start integer',
    'tell_end integer',
    'impact_override text',
    'metadata text',
    'postmortem_draft text',
    'postmortem_draft_at bigint',
  ])
  await sql`create table titles (
    id ${counted}, post_id text not null references posts (id) on delete cascade,
    title text not null, staff_id bigint, staff_name text, replaced_at bigint not null)`.execute(db)
  await sql`create index titles_by_post on titles (post_id)`.execute(db)
  await sql`create table status_changes (
    id ${counted}, component_id text not null references components (id),
    old_status text not null, status text not null, at bigint not null,
    staff_id bigint, staff_name text)`.execute(db)
  await sql`create index status_changes_by_component on status_changes (component_id, at)`.execute(db)
  await sql`create table tokens (
    id text primary key, name text not null, role text not null, hash text not null unique,
    created_at bigint not null, created_by bigint not null references staff (id),
    used_at bigint, revoked_at bigint, revoked_by bigint)`.execute(db)
}

async function addColumns(db: Kysely<never>, table: string, columns: string[]): Promise<void> {
  for (const column of columns)
    await sql`alter table ${sql.table(table)} add column ${sql.raw(column)}`.execute(db)
}
