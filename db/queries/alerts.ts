import { type Selectable, sql } from 'kysely'
import type { Db } from '../open.ts'
import type { AlertTable } from '../schema.ts'

export interface AlertRow extends Omit<Selectable<AlertTable>, 'kind'> {
  kind: AlertKind
}

/** What may need a person, each about one subject: a channel, `channel:destination`, or a country. */
export type AlertKind =
  | 'stopped'
  | 'policy'
  | 'country'
  | 'codes'
  | 'cap'
  | 'filtered'
  | 'errors'
  | 'impossible'
  | 'relay'
  | 'bounces'
  | 'complaints'
  /** A monitor sends what cannot be read; its subject is the hook. */
  | 'monitor'
  /** Announcements that sending put aside: it stands with its buttons beside them, so the list leaves it out. */
  | 'aside'

export interface Alarm {
  kind: AlertKind
  subject: string
  /** One sentence for staff, without addresses. */
  text: string
  at: number
  /** Staff see it only when it lasts longer than this, in ms. */
  afterMs?: number
}

/** Says that something needs a person: once while it lasts, and counted from then on. */
export async function raiseAlert(db: Db, { kind, subject, text, at, afterMs = 0 }: Alarm): Promise<void> {
  const said = { kind, subject, text, count: 1, raised_at: at, last_at: at, shown_from: at + afterMs }
  await db
    .insertInto('alerts')
    .values({ ...said, seen_at: null, seen_by: null, ended_at: null })
    .onConflict((oc) =>
      oc
        .columns(['kind', 'subject'])
        .where('ended_at', 'is', null)
        .doUpdateSet((eb) => ({ text, last_at: at, count: eb('alerts.count', '+', 1) })),
    )
    .execute()
}

/** The condition is over; no subject: all of this kind. Nothing to end is no fault. */
export async function endAlerts(
  db: Db,
  which: { kinds: AlertKind[]; subject?: string },
  at: number,
): Promise<void> {
  let query = db
    .updateTable('alerts')
    .set({ ended_at: at })
    .where('ended_at', 'is', null)
    .where('kind', 'in', which.kinds)
  if (which.subject !== undefined) query = query.where('subject', '=', which.subject)
  await query.execute()
}

/** Ends alerts about something that was stopped until an instant which is past, or that staff have let go on or stopped. */
export async function endLapsedAlerts(db: Db, now: number): Promise<void> {
  await sql`
    update alerts set ended_at = ${now}
    where ended_at is null and kind = 'aside' and not exists (
      select 1 from announcements a where a.pause_reason in ('stale', 'restored')
        and a.paused_at is not null and a.cancelled_at is null and a.done_at is null)`.execute(db)
  await sql`
    update alerts set ended_at = ${now}
    where ended_at is null and kind in ('policy', 'country', 'filtered', 'cap')
      and not exists (select 1 from pauses p where p.until > ${now}
        and alerts.subject = case when p.destination = '' then p.channel
          else p.channel || ':' || p.destination end)`.execute(db)
}

/** Those that last, of which staff can be told now, the newest first. */
export async function listAlerts(db: Db, now: number): Promise<AlertRow[]> {
  const rows = open(db, now).selectAll().orderBy('raised_at', 'desc').orderBy('id', 'desc').limit(100)
  return (await rows.execute()) as AlertRow[]
}

/** One that lasts. */
export async function findAlert(db: Db, id: number): Promise<AlertRow | undefined> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row as AlertRow | undefined
}

/** The one of this kind and subject that lasts. */
export async function findOpenAlert(db: Db, kind: AlertKind, subject: string): Promise<AlertRow | undefined> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row as AlertRow | undefined
}

/** Somebody has taken notice: it is counted no more as waiting for a person. */
export async function markAlertSeen(db: Db, id: number, by: string, at: number): Promise<void> {
  await db
    .updateTable('alerts')
    .set({ seen_at: at, seen_by: by })
    .where('id', '=', id)
    .where('seen_at', 'is', null)
    .execute()
}

/** How many nobody has taken notice of. */
export async function countUnseenAlerts(db: Db, now: number): Promise<number> {
  const row = await open(db, now)
    .select((eb) => eb.fn.countAll().as('count'))
    .where('seen_at', 'is', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function deleteEndedAlerts(db: Db, before: number): Promise<void> {
  await db.deleteFrom('alerts').where('ended_at', '<', before).execute()
}

function open(db: Db, now: number) {
  return db.selectFrom('alerts').where('ended_at', 'is', null).where('shown_from', '<=', now)
}
