import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { endAlerts } from '#db/queries/alerts.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findHook, insertHook, updateHook } from '#db/queries/hooks.ts'
import { choice, line, optional, parse, type TypedFields } from '#src/fields.ts'
import { newId, seal } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import { ANY, FORMATS } from './formats.ts'

export interface Keeper {
  id: number
  name: string
}

export const FORMAT_NAMES = [ANY, ...FORMATS.map(({ name }) => name)] as [string, ...string[]]
/** Those whose bodies can be signed, so that a secret is of use. */
export const SIGNING = ['pagerduty']

const fields = z.object({
  name: line('Give it a name. Customers read it as the author.', 60),
  format: choice(FORMAT_NAMES, 'Choose what will call it.'),
  secret: optional(z.string().trim().max(200, 'This is too long for a signing secret.')),
})

/**
 * Makes an address that a monitor may call. The token is given back here and nowhere else: only its hash is kept.
 * Throws a {@link Refusal} with one sentence per wrong field.
 */
export async function makeHook(
  db: Db,
  typed: TypedFields,
  by: Keeper,
  now: number,
): Promise<{ id: string; token: string }> {
  const { name, format, secret } = parse(fields, typed)
  if (secret && !SIGNING.includes(format))
    throw new Refusal('invalid', {
      secret: 'Only PagerDuty signs what it sends. Choose it, or leave this empty.',
    })
  const [id, token] = [newId(), randomBytes(24).toString('base64url')]
  await transact(db, async (tx) => {
    await insertHook(tx, {
      id,
      name,
      format,
      token_hash: hashOf(token),
      secret: secret && seal('hook', secret),
      created_by: by.id,
      created_at: now,
      revoked_at: null,
      heard_at: null,
    })
    await insertAudit(tx, { at: now, staff: by, action: 'monitor.create', object: id, detail: { name } })
  })
  return { id, token }
}

/** From now on its address is not known, and what the clock still had to do for it is not done. */
export async function revokeHook(db: Db, id: string, by: Keeper, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const hook = await findHook(tx, id)
    if (!hook) throw new Refusal('not_found', { form: 'There is no such monitor.' })
    if (hook.revoked_at !== null) return
    await updateHook(tx, id, { revoked_at: now })
    await endAlerts(tx, { kinds: ['monitor'], subject: id }, now)
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'monitor.revoke',
      object: id,
      detail: { name: hook.name },
    })
  })
}

/** A token as the database keeps it. It is random and long, so a plain hash is enough. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
