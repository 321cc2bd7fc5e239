import { type Insertable, sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { insertPage } from '#db/queries/page.ts'
import { insertComponent } from '#db/queries/status.ts'
import type { SubscriberTable } from '#db/schema.ts'
import { mac, newId } from '#src/keys.ts'
import { type Draft, UNSAID } from '#src/posts/draft.ts'
import type { Author, Post } from '#src/posts/post.ts'

/** The instant at which test worlds begin: Sunday 22 November 2026, 12:00 UTC. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

/** A page without undo hold, so that what is published may leave at once. */
export async function aPage(db: Db, changes: Partial<Parameters<typeof insertPage>[1]> = {}): Promise<void> {
  await insertPage(db, {
    name: 'Acme',
    about: null,
    time_zone: 'Europe/Lisbon',
    contact_email: 'help@acme.test',
    contact_phone: null,
    contact_url: null,
    postal_address: 'Rua Augusta 1, Lisboa',
    hold_incident_s: 0,
    hold_other_s: 0,
    created_at: NOON,
    ...changes,
  })
}

/** A member of staff who may sign nothing in: a row for authors and foreign keys. */
export async function anAuthor(db: Db, name = 'Ana Reis'): Promise<Author & { id: number }> {
  const row = await db
    .insertInto('staff')
    .values({
      email: `${newId()}@acme.test`,
      name,
      role: 'editor',
      password_hash: '!',
      created_at: NOON,
      disabled_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id: Number(row.id), name }
}

export async function aComponent(
  db: Db,
  name: string,
  changes: Partial<Parameters<typeof insertComponent>[1]> = {},
): Promise<string> {
  const id = newId()
  await insertComponent(db, {
    id,
    group_id: null,
    sort: 'service',
    name,
    description: null,
    status: 'operational',
    opening_hours: null,
    position: 1,
    created_at: NOON,
    archived_at: null,
    source: null,
    source_id: null,
    ...changes,
  })
  return id
}

/** The row of a confirmed subscriber who wants everything. */
export function subscriberRow(channel: string, address: string): Insertable<SubscriberTable> {
  return {
    channel,
    address,
    address_hash: mac('address', `${channel}:${address}`),
    name: null,
    language: 'en',
    time_zone: null,
    country: channel === 'sms' ? 'US' : null,
    wants_incident: 1,
    wants_closure: 1,
    wants_release: 1,
    every_component: 1,
    created_at: NOON,
    confirmed_at: NOON,
    ended_at: null,
    ended_by: null,
    confirm_nonce: null,
    confirm_until: null,
  }
}

let counter = 0

/** A confirmed subscriber who wants everything, by mail unless said otherwise. Returns its id. */
export async function aSubscriber(
  db: Db,
  changes: Partial<Insertable<SubscriberTable>> & { componentIds?: string[] } = {},
): Promise<number> {
  counter += 1
  const { componentIds, ...rest } = changes
  const channel = rest.channel ?? 'email'
  const address =
    rest.address ??
    (channel === 'email' ? `reader${counter}@example.com` : `+1415555${String(counter).padStart(4, '0')}`)
  const row = await db
    .insertInto('subscribers')
    .values({ ...subscriberRow(channel, address), every_component: componentIds ? 0 : 1, ...rest })
    .returning('id')
    .executeTakeFirstOrThrow()
  const id = Number(row.id)
  if (componentIds?.length) {
    await db
      .insertInto('subscriber_components')
      .values(componentIds.map((component_id) => ({ subscriber_id: id, component_id })))
      .execute()
  }
  return id
}

/** So many readers by mail in one statement: `crowd1@example.com` and so on. */
export async function aCrowd(db: Db, size: number, name = 'crowd'): Promise<void> {
  await sql`
    insert into subscribers (channel, address, address_hash, language, wants_incident, wants_closure, wants_release,
      every_component, created_at, confirmed_at)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(size)})
    select 'email', ${sql.lit(name)} || i || '@example.com', ${sql.lit(name)} || i, 'en', 1, 1, 1, 1, 1, 1 from n`.execute(
    db,
  )
}

/** An incident ready to publish, announced by mail and SMS. */
export function anIncident(changes: Partial<Draft> = {}): Draft {
  return {
    ...UNSAID,
    kind: 'incident',
    title: 'Email arrives late',
    state: 'investigating',
    body: 'Mail to **all** customers is delayed. We are looking into it.',
    impact: 'minor',
    startedAt: NOON - 600_000,
    channels: ['email', 'sms'],
    ...changes,
  }
}

/** A post as it is read: an open incident, published at noon, of which nothing else is known. */
export function aPost(changes: Partial<Post> = {}): Post {
  return {
    id: 'aaaaaaaaaaaa',
    kind: 'incident',
    title: 'Email arrives late',
    state: 'investigating',
    language: 'en',
    texts: {},
    peakImpact: null,
    impact: 'minor',
    disclosedAt: null,
    startedAt: null,
    detectedAt: null,
    resolvedAt: null,
    nextUpdateBy: null,
    reason: null,
    window: null,
    stillWorks: null,
    remindMinutes: null,
    labels: [],
    releasedOn: null,
    authorName: null,
    createdAt: NOON,
    publishedAt: NOON,
    updatedAt: NOON,
    endedAt: null,
    filedAt: null,
    backdatedAt: null,
    components: [],
    updates: [],
    ...changes,
  }
}
