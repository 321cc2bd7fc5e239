import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { deleteSessionsOf, findStaff, updateStaff } from '#db/queries/staff.ts'
import type { TypedFields } from '#src/fields.ts'
import { judgeTogether, Refusal } from '#src/refusal.ts'
import { release, take } from '#src/throttle.ts'
import { checkPassword, hashPassword, passwordHolds } from './password.ts'
import type { Member } from './roles.ts'
import { type SessionCookie, startSession } from './session.ts'
import type { Visit } from './sign-in.ts'

const TRIES = { limit: 20, windowMs: 24 * 3_600_000 }

/** Changes one's own password: all sessions end, this one is replaced by the one returned. */
export async function changePassword(
  db: Db,
  typed: TypedFields,
  by: Member,
  visit: Visit,
): Promise<SessionCookie> {
  const given = (field: string) => (typeof typed[field] === 'string' ? typed[field] : '')
  if (!(await take(db, 'password-change', String(by.id), TRIES, visit.now)))
    throw new Refusal('limited', { form: 'There were too many tries today. Try again tomorrow.' })
  const member = await findStaff(db, by.id)
  const holds = await passwordHolds(given('current'), member?.password_hash ?? null)
  await judgeTogether(
    () => {
      if (!holds) throw new Refusal('invalid', { current: 'This is not your present password.' })
    },
    () => checkPassword(given('password'), [by.name, by.email]),
  )
  const hash = await hashPassword(given('password'))
  return transact(db, async (tx) => {
    await updateStaff(tx, by.id, { password_hash: hash })
    await deleteSessionsOf(tx, by.id)
    await release(tx, 'password-change', String(by.id))
    await insertAudit(tx, { at: visit.now, staff: by, action: 'staff.password' })
    return startSession(tx, by.id, visit)
  })
}
