import { type Db, transact } from '#db/open.ts'
import { findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { mac, macHolds } from '#src/keys.ts'
import { Refusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import { settleConfirmation } from './confirm.ts'
import { noteCodeEntered } from './country.ts'
import type { Subscriber, Visitor } from './subscriber.ts'
import { codeOf } from './token.ts'

/** How long a code is good. */
export const CODE_LIFE = 10 * 60_000
const TRIES = { limit: 5, windowMs: 24 * 3_600_000 }

/**
 * A hidden field that ties a code to the browser that asked for it and to its number. One is given out whether or not
 * a code was sent, so that it says nothing about the number.
 */
export function ticketFor(number: string, nonce: string, now: number): string {
  const said = `${now.toString(36)}.${nonce}`
  return `${said}.${mac('ticket', `${number}.${said}`)}`
}

/**
 * Confirms a number with the six digits that were sent to it. Throws a {@link Refusal} beside `code`: not those
 * digits, too old, five tries used up, or not the browser that asked.
 */
export async function enterCode(
  db: Db,
  entered: { number: string; ticket: string; code: string },
  visitor: Visitor,
): Promise<Subscriber> {
  const { number } = entered
  const nonce = readTicket(entered.ticket, number, visitor.now)
  const code = entered.code.replace(/\D/g, '')
  if (code.length !== 6) throw refusal('The code has six digits.')
  if (!(await take(db, 'code-try', nonce, TRIES, visitor.now)))
    throw refusal('Five tries are used up. Please ask for a new code.')
  const subscriber = await findSubscriberByAddress(db, 'sms', number)
  const open = subscriber?.confirmNonce === nonce && (subscriber.confirmUntil ?? 0) > visitor.now
  if (!subscriber || !open || codeOf(subscriber.id, nonce) !== code)
    throw refusal('These are not the digits that we sent last. Please look once more.')
  return transact(db, async (tx) => {
    const confirmed = await settleConfirmation(tx, subscriber, nonce, visitor)
    if (!confirmed) throw refusal('This code has been used already.')
    await noteCodeEntered(tx, subscriber.country ?? '', visitor.now)
    return confirmed
  })
}

/** The nonce of a ticket that we gave out for this number within the life of a code. */
function readTicket(ticket: string, number: string, now: number): string {
  const [at = '', nonce = '', given = ''] = ticket.split('.')
  if (!macHolds('ticket', `${number}.${at}.${nonce}`, given))
    throw refusal('This code was asked for in another window. Enter it there, or ask for a new one here.')
  if (now - Number.parseInt(at, 36) >= CODE_LIFE)
    throw refusal('A code is good for ten minutes, and this one is older. Please ask for a new one.')
  return nonce
}

function refusal(sentence: string): Refusal {
  return new Refusal('invalid', { code: sentence })
}
