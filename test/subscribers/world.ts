import type { Db } from '#db/open.ts'
import { findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { type Entered, enterCode } from '#src/subscribers/code.ts'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { type Asking, subscribe } from '#src/subscribers/subscribe.ts'
import type { Choices } from '#src/subscribers/subscriber.ts'
import { codeOf, confirmToken } from '#src/subscribers/token.ts'
import { NOON } from '#test/support/makers.ts'

// A page that may text numbers of one country; read at the first look at the configuration.
Object.assign(process.env, {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'test-only-token',
  TWILIO_FROM: '+15005550006',
  SMS_COUNTRIES: 'US',
})

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const INCIDENTS: Choices = { kinds: ['incident'], components: 'all', leastImpact: 'none' }

let visitors = 0

/** Somebody who has not been here before. */
export function aVisitor(now = NOON) {
  visitors += 1
  return { ip: `198.51.${Math.floor(visitors / 250) % 250}.${visitors % 250}`, now }
}

/** Asks for a subscription as a person with a fresh form would. */
export function asks(db: Db, address: string, changes: Partial<Asking> & { now?: number; ip?: string } = {}) {
  const { now = NOON, ip, ...rest } = changes
  const asking: Asking = {
    channel: address.startsWith('+') ? 'sms' : 'email',
    address,
    choices: INCIDENTS,
    formKey: sealForm(now),
    ...rest,
  }
  return subscribe(db, asking, { ...aVisitor(now), ...(ip ? { ip } : {}) })
}

/** The subscriber of an address as it stands; fails when there is none. */
export async function standing(db: Db, address: string) {
  const found = await findSubscriberByAddress(db, address.startsWith('+') ? 'sms' : 'email', address)
  if (!found) throw new Error(`nobody has asked for ${address}`)
  return found
}

/** The token in the mail that asks this address, as the sender would derive it. */
export async function mailedToken(db: Db, address: string): Promise<string> {
  const { id, confirmNonce } = await standing(db, address)
  return confirmToken(id, confirmNonce ?? '')
}

/** The six digits in the newest text message. */
export async function textedCode(db: Db, number: string): Promise<string> {
  const { id, confirmNonce } = await standing(db, number)
  return codeOf(id, confirmNonce ?? '')
}

/** Account messages that were handed to the sender, oldest first. */
export function letters(db: Db) {
  return db
    .selectFrom('announcements as a')
    .innerJoin('deliveries as d', 'd.announcement_id', 'a.id')
    .select(['a.occasion', 'a.letter', 'd.subscriber_id', 'd.channel', 'd.state'])
    .where('a.post_id', 'is', null)
    .orderBy('a.id')
    .execute()
}

/** What the evidence says of a subscriber. */
export async function acts(db: Db, id: number): Promise<string[]> {
  const rows = await db
    .selectFrom('consents')
    .select('act')
    .where('subscriber_id', '=', id)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.act)
}

/** Enters a code as somebody who has not tried before. */
export function enters(db: Db, entered: Entered, now = NOON) {
  return enterCode(db, entered, aVisitor(now))
}
