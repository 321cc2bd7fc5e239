import { randomBytes } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { findLink, insertLink, takeLink, voidLinks } from '#db/queries/staff.ts'
import type { LinkRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import { mac, macHolds, newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'

const HOUR = 3_600_000
/** What a link is for, and how long it opens it. */
export const LIFE = { setup: 24 * HOUR, invite: 72 * HOUR, signin: HOUR / 2 } as const
export type Purpose = keyof typeof LIFE

/**
 * Makes a one-time link; older ones for the same purpose and address die. Its token is derived from the row with our
 * key, so the table alone opens nothing.
 */
export async function issueLink(
  tx: Db,
  purpose: Purpose,
  to: { email: string | null; role?: string; staffId?: number; createdBy?: number },
  now: number,
): Promise<LinkRow> {
  await voidLinks(tx, purpose, to.email, now)
  const link: LinkRow = {
    id: newId(),
    purpose,
    nonce: randomBytes(16).toString('base64url'),
    email: to.email,
    role: to.role ?? null,
    staff_id: to.staffId ?? null,
    created_by: to.createdBy ?? null,
    created_at: now,
    expires_at: now + LIFE[purpose],
    used_at: null,
  }
  await insertLink(tx, link)
  return link
}

/** The absolute address to open. */
export function linkUrl(link: LinkRow): string {
  return `${config().publicUrl}/admin/${link.purpose}/${link.id}-${mac('link', subject(link), 32)}`
}

/** The link that a token opens now; null when it was never ours, is used, superseded or too old. */
export async function openLink(
  db: Db,
  purpose: Purpose,
  token: string | undefined,
  now: number,
): Promise<LinkRow | null> {
  const [, id, given] = /^([a-z0-9]{12})-([\w-]{43})$/.exec(token ?? '') ?? []
  if (!id || !given) return null
  const link = await findLink(db, id)
  if (!link || link.purpose !== purpose || !macHolds('link', subject(link), given, 32)) return null
  return isOpen(link, now) ? link : null
}

export function isOpen(link: LinkRow, now: number): boolean {
  return link.used_at === null && link.expires_at > now
}

/** Uses a link up, in the transaction of what it opens; refuses when somebody was quicker. */
export async function consumeLink(
  tx: Db,
  purpose: Purpose,
  token: string | undefined,
  now: number,
): Promise<LinkRow> {
  const link = await mustOpen(tx, purpose, token, now)
  if (!(await takeLink(tx, link.id, now))) throw spent()
  return link
}

/** As {@link openLink}, but refuses: asked before anything costly is done for a stranger. */
export async function mustOpen(
  db: Db,
  purpose: Purpose,
  token: string | undefined,
  now: number,
): Promise<LinkRow> {
  const link = await openLink(db, purpose, token, now)
  if (!link) throw spent()
  return link
}

export function spent(): Refusal {
  return new Refusal('not_found', { form: 'This link has been used or is too old. Ask for a new one.' })
}

/** Address and role are part of what is signed: a changed row opens nothing. */
function subject(link: LinkRow): string {
  return [link.purpose, link.id, link.nonce, link.email, link.role, link.staff_id].join('\0')
}
