import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { findStaff, findStaffByEmail, updateStaff } from '#db/queries/staff.ts'
import type { StaffRow } from '#db/schema.ts'
import { Refusal } from '#src/refusal.ts'
import { networkOf, release, take, taken } from '#src/throttle.ts'
import { consumeLink, issueLink, linkUrl, spent } from './link.ts'
import { hashPassword, isOutdated, passwordHolds } from './password.ts'
import { type SessionCookie, startSession } from './session.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Where a request comes from. */
export interface Visit {
  ip: string
  userAgent: string | null
  now: number
}

/**
 * Signs in by address and password. Unknown and disabled addresses get the same answer after the same work as a wrong
 * password; too many tries are slowed down and then refused, also without telling who exists (W6).
 */
export async function signIn(
  db: Db,
  given: { email: string; password: string },
  visit: Visit,
): Promise<SessionCookie> {
  const email = given.email.trim().toLowerCase().slice(0, 254)
  const tried = await limit(db, email, visit)
  const member = await findStaffByEmail(db, email)
  const hash = member && member.disabled_at === null ? member.password_hash : null
  if (!(await passwordHolds(given.password, hash)) || !member) {
    await insertAudit(db, { at: visit.now, staff: { id: null, name: null }, action: 'signin.failed' })
    throw new Refusal('invalid', { form: 'This address and this password do not belong together.' })
  }
  if (isOutdated(member.password_hash))
    await updateStaff(db, member.id, { password_hash: await hashPassword(given.password) })
  if (tried.familiar) await release(db, tried.purpose, tried.what)
  return welcome(db, member, visit)
}

/** Opens a session for somebody who has proved who they are, and remembers that they come from here. */
export async function welcome(
  db: Db,
  member: Pick<StaffRow, 'id' | 'name' | 'email'>,
  visit: Visit,
): Promise<SessionCookie> {
  await take(db, 'signin-familiar', here(member.email, visit), { limit: 1, windowMs: 30 * DAY }, visit.now)
  await insertAudit(db, { at: visit.now, staff: { id: member.id, name: member.name }, action: 'signin' })
  return startSession(db, member.id, visit)
}

/** A link that signs a member in once, within half an hour: what the demo prints. */
export async function signInLink(db: Db, staffId: number, now: number): Promise<string> {
  return transact(db, async (tx) => {
    const member = await findStaff(tx, staffId)
    if (!member) throw new Refusal('not_found', { form: 'Nobody has this number.' })
    return linkUrl(await issueLink(tx, 'signin', { email: member.email, staffId }, now))
  })
}

/** Signs in by such a link, which it uses up. */
export async function signInByLink(db: Db, token: string | undefined, visit: Visit): Promise<SessionCookie> {
  return transact(db, async (tx) => {
    const link = await consumeLink(tx, 'signin', token, visit.now)
    const member = await findStaff(tx, link.staff_id ?? 0)
    if (!member || member.disabled_at !== null) throw spent()
    return welcome(tx, member, visit)
  })
}

/**
 * Takes a place for this try: 20 an hour from one network, 20 a day for one account with a growing wait between them.
 * Where the member has signed in before counts by itself, so that strangers' tries never keep the member out there.
 */
async function limit(db: Db, email: string, visit: Visit) {
  const { now } = visit
  if (!(await take(db, 'signin-ip', networkOf(visit.ip), { limit: 20, windowMs: HOUR }, now)))
    throw limited('There were too many tries from where you are. Try again in an hour.')
  const familiar = (await taken(db, 'signin-familiar', here(email, visit), now)).count > 0
  const purpose = familiar ? 'signin-here' : 'signin-account'
  const what = familiar ? here(email, visit) : email
  const { count, last } = await taken(db, purpose, what, now)
  const wait = (last ?? 0) + delayAfter(count) - now
  if (wait > 0) throw limited(`Please wait ${Math.ceil(wait / 1000)} seconds before the next try.`)
  if (!(await take(db, purpose, what, { limit: 20, windowMs: DAY }, now)))
    throw limited('There were too many tries for this address today. Try again tomorrow.')
  return { familiar, purpose, what }
}

/** No wait for the first five tries, then 2 s, 4 s … up to a quarter of an hour. */
function delayAfter(tries: number): number {
  return tries < 5 ? 0 : Math.min(2 ** (tries - 4), 900) * 1000
}

const here = (email: string, visit: Visit) => `${email}\0${networkOf(visit.ip)}`

function limited(sentence: string): Refusal {
  return new Refusal('limited', { form: sentence })
}
