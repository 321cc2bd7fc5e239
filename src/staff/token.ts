import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findTokenByHash, insertToken, noteTokenUse, revokeTokenRow } from '#db/queries/tokens.ts'
import { choice, line, parse, type TypedFields } from '#src/fields.ts'
import { newId } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import { troubleOf } from '#src/trouble.ts'
import { allows, type Member, type Role } from './roles.ts'

/** What a token may: read, also publish, also keep components and the page. */
export const TOKEN_ROLES = ['viewer', 'editor', 'admin'] as const

/** A program that was let in: it speaks under its own name, on behalf of the member of staff who made its token. */
export interface Bearer {
  tokenId: string
  name: string
  role: Role
  staffId: number
}

const fields = z.object({
  name: line('Say which program this is for: it stands as the author of what it posts.', 80),
  role: choice(TOKEN_ROLES, 'Choose what it may do.'),
})

/** How often a use is written down. */
const NOTED_EVERY = 10 * 60_000
const SHAPE = /^candor_[\w-]{43}$/

/** Makes a token and returns it: this once, because only its hash is kept. */
export async function makeToken(db: Db, typed: TypedFields, by: Member, now: number): Promise<string> {
  const { name, role } = parse(fields, typed)
  const token = `candor_${randomBytes(32).toString('base64url')}`
  await transact(db, async (tx) => {
    const id = newId()
    const made = { id, name, role, hash: hashOf(token), created_at: now, created_by: by.id }
    await insertToken(tx, { ...made, used_at: null, revoked_at: null, revoked_by: null })
    await insertAudit(tx, { at: now, staff: by, action: 'token.create', object: id, detail: { name, role } })
  })
  return token
}

/** Ends a token at once. Throws a {@link Refusal} when there is none to end. */
export async function revokeToken(db: Db, id: string, by: Member, now: number): Promise<void> {
  await transact(db, async (tx) => {
    const token = await revokeTokenRow(tx, id, by.id, now)
    if (!token) throw new Refusal('not_found', { form: 'There is no such token in use.' })
    await insertAudit(tx, {
      at: now,
      staff: by,
      action: 'token.revoke',
      object: id,
      detail: { name: token.name },
    })
  })
}

/**
 * Who shows this token; null when nobody may come in with it. It never does more than whoever made it may do now: a token
 * can be noted down, so that of somebody who has left opens nothing. That it was used is written down now and then, by `write`,
 * as far as that can be done just now.
 */
export async function bearerOf(db: Db, token: string, now: number, write = db): Promise<Bearer | null> {
  if (!SHAPE.test(token)) return null
  const row = await findTokenByHash(db, hashOf(token))
  if (!row) return null
  if (row.used_at === null || row.used_at < now - NOTED_EVERY)
    await noteTokenUse(write, row.id, now, now - NOTED_EVERY).catch((error) => {
      if (!troubleOf(error)) throw error
    })
  const [role, most] = [row.role as Role, row.maker_role as Role]
  const allowed = allows(most, role) ? role : most
  return { tokenId: row.id, name: row.name, role: allowed, staffId: Number(row.created_by) }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
