import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { deleteSessionsOf, findStaff, lockOwners, updateStaff } from '#db/queries/staff.ts'
import type { StaffRow } from '#db/schema.ts'
import { choice, parse, type TypedFields } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { allows, type Member, ROLES, type Role } from './roles.ts'

/** Gives a member another role, never one above the giver's; the last owner stays one. They sign in anew. */
export async function changeRole(
  db: Db,
  id: number,
  typed: TypedFields,
  by: Member,
  now: number,
): Promise<void> {
  const { role } = parse(z.object({ role: choice(ROLES, 'Choose a role.') }), typed)
  if (!allows(by.role, role))
    throw new Refusal('forbidden', { role: 'You cannot give a role above your own.' })
  await transact(db, async (tx) => {
    const owners = await lockOwners(tx)
    const member = await within(tx, id, by)
    if (member.role === role) return
    if (role !== 'owner') keepAnOwner(owners, member)
    await updateStaff(tx, id, { role })
    await deleteSessionsOf(tx, id)
    const detail = { name: member.name, from: member.role, to: role }
    await insertAudit(tx, { at: now, staff: by, action: 'staff.role', object: String(id), detail })
  })
}

/** Ends a member's access at once; what they wrote stays under their name. The last owner cannot be disabled. */
export async function disable(db: Db, id: number, by: Member, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const owners = await lockOwners(tx)
    const member = await within(tx, id, by)
    if (member.disabled_at !== null) return
    keepAnOwner(owners, member)
    await updateStaff(tx, id, { disabled_at: now })
    await deleteSessionsOf(tx, id)
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'staff.disable',
      object: String(id),
      detail: { name: member.name },
    })
  })
}

/** Lets a disabled member in again, with the role and password they had. */
export async function enable(db: Db, id: number, by: Member, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const member = await within(tx, id, by)
    if (member.disabled_at === null) return
    await updateStaff(tx, id, { disabled_at: null })
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'staff.enable',
      object: String(id),
      detail: { name: member.name },
    })
  })
}

/** Signs a member out everywhere. */
export async function signOutEverywhere(db: Db, id: number, by: Member, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const { name } = id === by.id ? by : await within(tx, id, by)
    await deleteSessionsOf(tx, id)
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'staff.sign_out',
      object: String(id),
      detail: { name },
    })
  })
}

/** The member, if `by` may act on them at all: an admin or owner, and nobody above themselves. */
async function within(tx: Db, id: number, by: Member): Promise<StaffRow> {
  if (!allows(by.role, 'admin'))
    throw new Refusal('forbidden', { form: `Your role (${by.role}) does not allow this.` })
  const member = await findStaff(tx, id)
  if (!member) throw new Refusal('not_found', { form: 'Nobody here has this number.' })
  if (!allows(by.role, member.role as Role))
    throw new Refusal('forbidden', { form: `${member.name} has a role above yours.` })
  return member
}

function keepAnOwner(owners: number[], member: StaffRow): void {
  if (owners.length === 1 && owners[0] === member.id)
    throw new Refusal('conflict', {
      form: `${member.name} is the last owner. Make somebody else owner first.`,
    })
}
