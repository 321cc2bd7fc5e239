import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { insertLetter } from '#db/queries/letters.ts'
import { findLink, findStaff, findStaffByEmail, voidLinks } from '#db/queries/staff.ts'
import { choice, email, parse, type TypedFields } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { isOpen, issueLink, LIFE, linkUrl } from './link.ts'
import { allows, type Member, ROLES, type Role } from './roles.ts'

const fields = z.object({ email, role: choice(ROLES, 'Choose a role.') })

/**
 * Invites somebody by mail, for 72 hours; inviting again makes the older invitation void. Somebody whose account has
 * ended may be invited back. Nobody gives a role above their own. The sender sends the letter that is written down here.
 */
export async function invite(
  db: Db,
  typed: TypedFields,
  by: Member,
  now: number,
): Promise<{ email: string }> {
  const wanted = parse(fields, typed)
  if (!allows(by.role, wanted.role))
    throw new Refusal('forbidden', { role: 'You cannot give a role above your own.' })
  return transact(db, async (tx) => {
    const known = await findStaffByEmail(tx, wanted.email)
    if (known && known.disabled_at === null)
      throw new Refusal('conflict', { email: `${known.name} has this address already.` })
    if (known && !allows(by.role, known.role as Role))
      throw new Refusal('forbidden', { email: `${known.name} has a role above yours.` })
    const link = await issueLink(tx, 'invite', { ...wanted, createdBy: by.id }, now)
    await insertLetter(tx, {
      key: `invite:${link.id}`,
      occasion: 'invite',
      channel: 'email',
      subscriberId: 0,
      letter: { linkId: link.id },
      createdBy: by.id,
      now,
    })
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'staff.invite',
      object: link.id,
      detail: { role: wanted.role },
    })
    return { email: wanted.email }
  })
}

/** Takes an invitation back. */
export async function withdrawInvite(db: Db, linkId: string, by: Member, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const link = await findLink(tx, linkId)
    if (link?.purpose !== 'invite' || !isOpen(link, now))
      throw new Refusal('not_found', { form: 'This invitation is no longer open.' })
    await voidLinks(tx, 'invite', link.email, now)
    await insertAudit(tx, { at: now, staff: by, action: 'staff.withdraw_invite', object: linkId })
  })
}

export interface InviteLetter {
  address: string
  url: string
  invitedBy: string
  role: string
  /** How long the link opens, from when it was made. */
  hours: number
}

/** What the sender needs to write an invitation; null when it is used, too old or superseded: nothing to send then. */
export async function inviteLetter(db: Db, linkId: string, now: number): Promise<InviteLetter | null> {
  const link = await findLink(db, linkId)
  if (!link?.email || !link.role || !isOpen(link, now)) return null
  const inviter = await findStaff(db, link.created_by ?? 0)
  return {
    address: link.email,
    url: linkUrl(link),
    invitedBy: inviter?.name ?? 'Your colleague',
    role: link.role,
    hours: LIFE.invite / 3_600_000,
  }
}
