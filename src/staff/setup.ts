import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findPage, insertPage, updatePage } from '#db/queries/page.ts'
import { hasStaff, insertStaff } from '#db/queries/staff.ts'
import { email, language, line, parse, type TypedFields, zone } from '#src/fields.ts'
import { judgeTogether, Refusal } from '#src/refusal.ts'
import { consumeLink, issueLink, linkUrl, mustOpen } from './link.ts'
import { checkPassword, hashPassword } from './password.ts'
import type { Member } from './roles.ts'
import { CONTACTS, spoken } from './settings.ts'

/** The link that sets up an empty installation, void as soon as a newer one is made; null once there is staff. */
export async function setupLink(db: Db, now: number): Promise<string | null> {
  return transact(db, async (tx) => {
    if (await hasStaff(tx)) return null
    return linkUrl(await issueLink(tx, 'setup', { email: null }, now))
  })
}

const fields = z.object({
  page_name: line('Give the name of your organisation.', 120),
  zone,
  language: language.default('en'),
  ...CONTACTS,
  name: line('Give your name, as customers shall read it.', 80),
  email,
})

/** What a new installation begins with: whose page it is, and its first owner. */
export type Beginning = z.output<typeof fields> & { password: string }

/** Reads the setup form; the password is judged together with everything else that is wrong. */
async function readBeginning(typed: TypedFields): Promise<Beginning> {
  const password = typeof typed.password === 'string' ? typed.password : ''
  const about = [typed.page_name, typed.name, typed.email].filter((value) => typeof value === 'string')
  await judgeTogether(
    () => parse(fields, typed),
    () => checkPassword(password, about),
  )
  return { ...parse(fields, typed), password }
}

/** Sets up by the link that the first start printed, and uses it up. Returns the owner. */
export async function setUp(
  db: Db,
  token: string | undefined,
  typed: TypedFields,
  now: number,
): Promise<Member> {
  await mustOpen(db, 'setup', token, now)
  const beginning = await readBeginning(typed)
  const hash = await hashPassword(beginning.password)
  return transact(db, async (tx) => {
    await consumeLink(tx, 'setup', token, now)
    return begin(tx, beginning, hash, now)
  })
}

/** Writes the page and its first owner. Refused when there is staff already. */
export async function begin(
  tx: Db,
  beginning: Omit<Beginning, 'password'>,
  passwordHash: string,
  now: number,
): Promise<Member> {
  if (await hasStaff(tx)) throw new Refusal('conflict', { form: 'This page has been set up already.' })
  const page = {
    name: beginning.page_name,
    time_zone: beginning.zone,
    ...spoken(beginning.language, []),
    contact_email: beginning.contact_email,
    contact_phone: beginning.contact_phone,
    contact_url: beginning.contact_url,
  }
  if (await findPage(tx)) await updatePage(tx, page)
  else await insertPage(tx, { ...page, about: null, postal_address: null, created_at: now })
  const person = { email: beginning.email, name: beginning.name, role: 'owner' as const }
  const id = await insertStaff(tx, {
    ...person,
    password_hash: passwordHash,
    created_at: now,
    disabled_at: null,
  })
  if (id === undefined) throw new Refusal('conflict', { form: 'This page has been set up already.' })
  await insertAudit(tx, { at: now, staff: { id, name: person.name }, action: 'page.set_up' })
  return { id, ...person }
}
