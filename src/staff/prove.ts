import type { Db } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findSession, findStaff } from '#db/queries/staff.ts'
import { Refusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import { passwordHolds } from './password.ts'
import type { Member } from './roles.ts'
import { sessionId } from './session.ts'

const MINUTE = 60_000
/** How long a sign-in speaks for whoever sits there. */
const FRESH = 10 * MINUTE
const TRIES = { limit: 10, windowMs: 15 * MINUTE }

/** Whether the session of this cookie began at most ten minutes ago. */
export async function isFresh(db: Db, secret: string, now: number): Promise<boolean> {
  const session = await findSession(db, sessionId(secret))
  return session !== undefined && session.created_at <= now && session.created_at > now - FRESH
}

/**
 * Makes sure, before something weighty, that it is still the member who sits there (W7): a sign-in not ten minutes old, or
 * the password once more. Throws a {@link Refusal} beside `password`.
 */
export async function prove(
  db: Db,
  member: Pick<Member, 'id' | 'name'>,
  { secret, password }: { secret: string; password: string },
  now: number,
): Promise<void> {
  if (await isFresh(db, secret, now)) return
  if (!password)
    throw new Refusal('invalid', { password: 'Give your password: you signed in more than ten minutes ago.' })
  if (!(await take(db, 'prove', String(member.id), TRIES, now)))
    throw new Refusal('limited', { password: 'There were too many tries. Wait a quarter of an hour.' })
  const hash = (await findStaff(db, member.id))?.password_hash ?? null
  if (await passwordHolds(password, hash)) return
  await insertAudit(db, { at: now, staff: { id: member.id, name: member.name }, action: 'signin.failed' })
  throw new Refusal('invalid', { password: 'This is not your password.' })
}
