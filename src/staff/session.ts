import { createHash, randomBytes } from 'node:crypto'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import type { Db } from '#db/open.ts'
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  extendSession,
  findSession,
  findStaff,
  insertSession,
  listSessions,
} from '#db/queries/staff.ts'
import type { SessionRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import { troubleOf } from '#src/trouble.ts'
import type { Member, Role } from './roles.ts'

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof lucia>
    UserId: number
    DatabaseSessionAttributes: { created_at: number; user_agent: string | null }
    DatabaseUserAttributes: Omit<Member, 'id'>
  }
}

const ABSOLUTE_END = 7 * 24 * 3_600_000

/** The cookie that a browser is given; `value` is the secret, of which only the hash is kept. */
export interface SessionCookie {
  name: string
  value: string
  attributes: { httpOnly: boolean; secure: boolean; sameSite: 'lax'; path: string; maxAge: number }
}

/** `__Host-` binds the cookie to this very host over https; browsers refuse that name on plain http. */
export function cookieName(): string {
  return secure() ? '__Host-candor' : 'candor'
}

/** Signs a member in: a session of its own, and the cookie that opens it. */
export async function startSession(
  db: Db,
  staffId: number,
  visit: { userAgent: string | null; now: number },
): Promise<SessionCookie> {
  const secret = randomBytes(32).toString('base64url')
  const attributes = { created_at: visit.now, user_agent: visit.userAgent?.slice(0, 255) ?? null }
  await lucia(db, visit.now).createSession(staffId, attributes, { sessionId: sessionId(secret) })
  return cookie(secret, ABSOLUTE_END / 1000)
}

/**
 * Who the secret in a cookie belongs to. Null after 12 hours without use or 7 days in all, and at once when the
 * session was ended or its member disabled. Using it keeps it alive, as far as `write` can be written just now.
 */
export async function memberOf(db: Db, secret: string, now: number, write = db): Promise<Member | null> {
  if (!/^[\w-]{43}$/.test(secret)) return null
  const { user } = await lucia(db, now, write).validateSession(sessionId(secret))
  return user && { id: user.id, email: user.email, name: user.name, role: user.role }
}

/** The secret in the cookies of a request; empty where there is none. */
export function secretIn(cookies: string | undefined): string {
  const name = `${cookieName()}=`
  const found = (cookies ?? '').split(';').find((one) => one.trim().startsWith(name))
  return found?.trim().slice(name.length) ?? ''
}

/** Signs out: this session opens nothing any more. */
export async function endSession(db: Db, secret: string): Promise<void> {
  await deleteSession(db, sessionId(secret))
}

/** Clears the cookie. */
export function blankCookie(): SessionCookie {
  return cookie('', 0)
}

/** What the table knows a secret by. */
export function sessionId(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function secure(): boolean {
  return config().publicUrl.startsWith('https:')
}

function cookie(value: string, maxAge: number): SessionCookie {
  const attributes = { httpOnly: true, secure: secure(), sameSite: 'lax' as const, path: '/', maxAge }
  return { name: cookieName(), value, attributes }
}

function lucia(db: Db, now: number, write = db) {
  return new Lucia(adapter(db, now, write), {
    sessionExpiresIn: new TimeSpan(12, 'h'),
    getUserAttributes: (member) => member,
  })
}

/** Lucia's seven questions, answered from our tables. It reads the machine's clock, we are handed ours. */
function adapter(db: Db, now: number, write: Db): Adapter {
  const shift = Date.now() - now
  const known = (row: SessionRow): DatabaseSession => ({
    id: row.id,
    userId: row.staff_id,
    expiresAt: new Date(Math.min(row.expires_at, row.created_at + ABSOLUTE_END) + shift),
    attributes: { created_at: row.created_at, user_agent: row.user_agent },
  })
  return {
    async getSessionAndUser(id) {
      const row = await findSession(db, id)
      const member = row && (await findStaff(db, row.staff_id))
      if (!row || !member || member.disabled_at !== null) return [row ? known(row) : null, null]
      const { email, name } = member
      return [known(row), { id: member.id, attributes: { email, name, role: member.role as Role } }]
    },
    getUserSessions: async (staffId) => (await listSessions(db, staffId)).map(known),
    setSession: ({ id, userId, expiresAt, attributes }) =>
      insertSession(db, { id, staff_id: userId, expires_at: expiresAt.getTime() - shift, ...attributes }),
    updateSessionExpiration: (id, expiresAt) =>
      ifItCan(extendSession(write, id, expiresAt.getTime() - shift, ABSOLUTE_END)),
    deleteSession: (id) => ifItCan(deleteSession(write, id)),
    deleteUserSessions: (staffId) => deleteSessionsOf(db, staffId),
    deleteExpiredSessions: () => deleteExpiredSessions(db, now),
  }
}

/** A page is not refused because its session cannot be written down: reading it again comes to the same. */
async function ifItCan(writing: Promise<void>): Promise<void> {
  await writing.catch((error) => {
    if (!troubleOf(error)) throw error
  })
}
