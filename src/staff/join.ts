import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findStaff, findStaffByEmail, insertStaff, updateStaff } from '#db/queries/staff.ts'
import type { StaffRow } from '#db/schema.ts'
import { line, parse, type TypedFields } from '#src/fields.ts'
import { judgeTogether, Refusal } from '#src/refusal.ts'
import { consumeLink, mustOpen } from './link.ts'
import { checkPassword, hashPassword } from './password.ts'
import { allows, type Member, type Role } from './roles.ts'

const fields = z.object({ name: line('Give your name, as customers shall read it.', 80) })

/**
 * Accepts an invitation: a new member with the name and password of the form and the role of the invitation, if who
 * invited may still give it. Uses the link up.
 */
export async function acceptInvite(
  db: Db,
  token: string | undefined,
  typed: TypedFields,
  now: number,
): Promise<Member> {
  await mustOpen(db, 'invite', token, now)
  const password = typeof typed.password === 'string' ? typed.password : ''
  await judgeTogether(
    () => parse(fields, typed),
    () =>
      checkPassword(
        password,
        [typed.name].flat().filter((one) => one !== undefined),
      ),
  )
  const { name } = parse(fields, typed)
  const hash = await hashPassword(password)
  return transact(db, async (tx) => {
    const link = await consumeLink(tx, 'invite', token, now)
    const role = link.role as Role
    const inviter = await findStaff(tx, link.created_by ?? 0)
    if (!inviter || inviter.disabled_at !== null || !allows(inviter.role as Role, role))
      throw new Refusal('not_found', {
        form: 'Who invited you may no longer do so. Ask for a new invitation.',
      })
    const person = { email: link.email ?? '', name, role }
    const id = await writeMember(tx, { ...person, password_hash: hash, created_at: now, disabled_at: null })
    await insertAudit(tx, { at: now, staff: { id, name }, action: 'staff.join', detail: { role } })
    return { id, ...person }
  })
}

/** A new member, or one whose account had ended; refused while an account is open. */
async function writeMember(tx: Db, member: Omit<StaffRow, 'id'>): Promise<number> {
  const id = await insertStaff(tx, member)
  if (id !== undefined) return id
  const known = await findStaffByEmail(tx, member.email)
  if (!known || known.disabled_at === null)
    throw new Refusal('conflict', { form: 'This address has an account already: sign in.' })
  const { created_at: _, ...changes } = member
  await updateStaff(tx, known.id, changes)
  return known.id
}
