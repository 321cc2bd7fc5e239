import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db } from '../open.ts'
import type { LinkRow, LinkTable, SessionRow, StaffRow, StaffTable } from '../schema.ts'
import { inPortions } from './portions.ts'

// Staff

export async function hasStaff(db: Db): Promise<boolean> {
  return (await db.selectFrom('staff').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Everybody, those who may sign in first, by name. */
export function listStaff(db: Db): Promise<StaffRow[]> {
  return db
    .selectFrom('staff')
    .selectAll()
    .orderBy((eb) => eb.case().when('disabled_at', 'is', null).then(0).else(1).end())
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** The owners who may sign in. */
export function listOwners(db: Db): Promise<StaffRow[]> {
  return db
    .selectFrom('staff')
    .selectAll()
    .where('role', '=', 'owner')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
}

export function findStaff(db: Db, id: number): Promise<StaffRow | undefined> {
  return db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Whoever has this address, which is kept in lower case. */
export function findStaffByEmail(db: Db, email: string): Promise<StaffRow | undefined> {
  return db.selectFrom('staff').selectAll().where('email', '=', email).executeTakeFirst()
}

/** Writes a new member and returns its id, or undefined when the address is taken. */
export async function insertStaff(db: Db, member: Insertable<StaffTable>): Promise<number | undefined> {
  const row = await db
    .insertInto('staff')
    .values(member)
    .onConflict((oc) => oc.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row && Number(row.id)
}

export async function updateStaff(db: Db, id: number, changes: Updateable<StaffTable>): Promise<void> {
  await db.updateTable('staff').set(changes).where('id', '=', id).execute()
}

/**
 * The ids of the owners who may sign in, locked until the transaction ends: two owners who remove
 * each other at the same moment must not both succeed.
 */
export async function lockOwners(tx: Db): Promise<number[]> {
  await tx
    .updateTable('staff')
    .set((eb) => ({ role: eb.ref('role') }))
    .where('role', '=', 'owner')
    .execute()
  return (await listOwners(tx)).map((row) => Number(row.id))
}

// Sessions

export function findSession(db: Db, id: string): Promise<SessionRow | undefined> {
  return db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first. */
export function listSessions(db: Db, staffId: number): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('staff_id', '=', staffId)
    .orderBy('created_at', 'desc')
    .execute()
}

export async function insertSession(db: Db, session: SessionRow): Promise<void> {
  await db.insertInto('sessions').values(session).execute()
}

/** Lets a session last until then, but not longer than `longest` ms after it began. */
export async function extendSession(db: Db, id: string, expiresAt: number, longest: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set((eb) => ({
      expires_at: eb
        .case()
        .when(eb('created_at', '<', expiresAt - longest))
        .then(eb('created_at', '+', longest))
        .else(sql<number>`cast(${expiresAt} as bigint)`)
        .end(),
    }))
    .where('id', '=', id)
    .execute()
}

export async function deleteSession(db: Db, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute()
}

/** Ends all sessions of a member. */
export async function deleteSessionsOf(db: Db, staffId: number): Promise<void> {
  await db.deleteFrom('sessions').where('staff_id', '=', staffId).execute()
}

export async function deleteExpiredSessions(db: Db, now: number): Promise<void> {
  await inPortions<string>(
    (after = '', limit) =>
      db
        .selectFrom('sessions')
        .select('id')
        .where('id', '>', after)
        .where('expires_at', '<=', now)
        .orderBy('id')
        .limit(limit)
        .execute(),
    (ids) =>
      db.deleteFrom('sessions').where('id', 'in', ids).where('expires_at', '<=', now).executeTakeFirst(),
  )
}

// One-time links

export async function insertLink(db: Db, link: Insertable<LinkTable>): Promise<void> {
  await db.insertInto('links').values(link).execute()
}

export function findLink(db: Db, id: string): Promise<LinkRow | undefined> {
  return db.selectFrom('links').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The links of a purpose that still open something, newest first. */
export function listOpenLinks(db: Db, purpose: string, now: number): Promise<LinkRow[]> {
  return db
    .selectFrom('links')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
}

/** Takes a link once: true for exactly one caller, and only while it is open. */
export async function takeLink(tx: Db, id: string, now: number): Promise<boolean> {
  const result = await tx
    .updateTable('links')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Makes all open links of this purpose to this address void (`null`: those to nobody in particular). */
export async function voidLinks(db: Db, purpose: string, email: string | null, now: number): Promise<void> {
  await db
    .updateTable('links')
    .set({ used_at: now })
    .where('purpose', '=', purpose)
    .where('email', email === null ? 'is' : '=', email)
    .where('used_at', 'is', null)
    .execute()
}
