import { type Db, transact } from '#db/open.ts'
import { closeConfirmation, findSubscriber, findSubscriberByAddress } from '#db/queries/subscribers.ts'
import { findLetter } from '#db/queries/wishes.ts'
import { mac, macHolds } from '#src/keys.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { take } from '#src/throttle.ts'
import type { Said } from '#src/words/refusals/index.ts'
import { settleConfirmation } from './confirm.ts'
import { noteCodeEntered } from './country.ts'
import { letterKey, type Subscriber, type Visitor } from './subscriber.ts'
import { codeOf } from './token.ts'

/** How long a code is good. */
export const CODE_LIFE = 10 * 60_000
const TRIES = { limit: 5, windowMs: 24 * 3_600_000 }

/** What somebody enters: `number` is what the ticket was made for. */
export interface Entered {
  number: string
  ticket: string
  code: string
}

/**
 * A hidden field that ties a code to the browser that asked for it and to its number, or, where that is not to be
 * shown, to `#` and the id of its subscriber. One is given out whether or not a code was sent, so that it says nothing
 * about the number.
 */
export function ticketFor(number: string, nonce: string, now: number): string {
  const said = `${now.toString(36)}.${nonce}`
  return `${said}.${mac('ticket', `${number}.${said}`)}`
}

/**
 * Confirms a number with the six digits that were sent to it; where they were only to open its page, nothing else
 * changes. Throws a {@link Refusal} beside `code`: not those digits, too old, five tries used up, or not the browser
 * that asked.
 */
export async function enterCode(db: Db, entered: Entered, visitor: Visitor): Promise<Subscriber> {
  const nonce = await takeTry(db, entered, visitor.now)
  const subscriber = await subjectOf(db, entered.number)
  const open = subscriber?.confirmNonce === nonce && (subscriber.confirmUntil ?? 0) > visitor.now
  if (!subscriber || !open) throw wrong('codeWrong')
  refuseOtherDigits(entered, subscriber.id, nonce)
  return transact(db, async (tx) => {
    const letter = await findLetter(tx, letterKey(subscriber.channel, subscriber.id, nonce))
    const opened =
      letter?.opens === 'page'
        ? (await closeConfirmation(tx, subscriber.id, nonce, {})) && subscriber
        : await settleConfirmation(tx, subscriber, nonce, visitor)
    if (!opened) throw wrong('codeUsed')
    await noteCodeEntered(tx, subscriber.country ?? '', visitor.now)
    return opened
  })
}

/** Whom a ticket is about: a number, or the subscriber of an id. */
export async function subjectOf(db: Db, number: string): Promise<Subscriber | undefined> {
  const id = /^#(\d{1,15})$/.exec(number)?.[1]
  return id ? findSubscriber(db, Number(id)) : findSubscriberByAddress(db, 'sms', number)
}

/** Uses up one of five tries. Returns what the code was derived from; throws a {@link Refusal} beside `code`. */
export async function takeTry(db: Db, { number, ticket, code }: Entered, now: number): Promise<string> {
  const nonce = readTicket(ticket, number, now)
  if (code.replace(/\D/g, '').length !== 6) throw wrong('codeSix')
  if (!(await take(db, 'code-try', nonce, TRIES, now))) throw wrong('codeTries')
  return nonce
}

/** Throws a {@link Refusal} unless these are the digits that were sent. */
export function refuseOtherDigits({ code }: Entered, id: number, nonce: string): void {
  if (codeOf(id, nonce) !== code.replace(/\D/g, '')) throw wrong('codeWrong')
}

/** Whether we gave out this ticket for this number, however long ago. */
export function ticketHolds({ number, ticket }: Omit<Entered, 'code'>): boolean {
  const [at = '', nonce = '', given = ''] = ticket.split('.')
  return macHolds('ticket', `${number}.${at}.${nonce}`, given)
}

/** The nonce of a ticket that we gave out for this number within the life of a code. */
function readTicket(ticket: string, number: string, now: number): string {
  if (!ticketHolds({ ticket, number })) throw wrong('codeWindow')
  const [at = '', nonce = ''] = ticket.split('.')
  if (now - Number.parseInt(at, 36) >= CODE_LIFE) throw wrong('codeOld')
  return nonce
}

function wrong(why: Said): SpokenRefusal {
  return new SpokenRefusal('invalid', { code: why })
}
