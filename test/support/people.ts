import type { Db } from '#db/open.ts'
import { insertStaff } from '#db/queries/staff.ts'
import { hashPassword } from '#src/staff/password.ts'
import type { Member, Role } from '#src/staff/roles.ts'
import type { Visit } from '#src/staff/sign-in.ts'
import { NOON } from './makers.ts'

export const PASSWORD = 'four unrelated words here'
let hash: Promise<string> | undefined
let count = 0

/** A member who signs in with {@link PASSWORD}. */
export async function aMember(
  db: Db,
  role: Role = 'owner',
  name = 'Ana Reis',
  email = `member${++count}@acme.test`,
): Promise<Member> {
  hash ??= hashPassword(PASSWORD)
  const person = { email, name, role }
  const row = { ...person, password_hash: await hash, created_at: NOON, disabled_at: null }
  return { id: (await insertStaff(db, row)) ?? 0, ...person }
}

/** A request from somewhere, by a phone. */
export function aVisit(changes: Partial<Visit> = {}): Visit {
  return { ip: '192.0.2.7', userAgent: 'Firefox on Android', now: NOON, ...changes }
}
