import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { closeConfirmation, findSubscriber, findWish, setChoices } from '#db/queries/subscribers.ts'
import { Refusal } from '#src/refusal.ts'
import { forgetAsking } from './limits.ts'
import { endQuarantine } from './quarantine.ts'
import {
  type Choices,
  CONSENT_TEXT,
  isActive,
  letterKey,
  type Subscriber,
  type Visitor,
  visitorHash,
} from './subscriber.ts'
import { confirmTokenHolds, confirmTokenSubject } from './token.ts'

/** What a confirmation link would do, without doing it. */
export interface Confirmation {
  subscriber: Subscriber
  nonce: string
  /** What they will hear about once they have confirmed. */
  wish: Choices
}

/**
 * Reads a confirmation link. Throws a {@link Refusal}: older than seven days, or used, replaced by a newer one or never
 * ours, which are not told apart, since a stranger may have guessed it.
 */
export async function readConfirmation(db: Db, token: string, now: number): Promise<Confirmation> {
  const id = confirmTokenSubject(token)
  const subscriber = id === null ? undefined : await findSubscriber(db, id)
  const nonce = subscriber?.confirmNonce
  if (!subscriber || !nonce || !confirmTokenHolds(token, subscriber.id, nonce))
    throw new Refusal('not_found', {
      form: 'This link has been used already, or a newer one has taken its place.',
    })
  if ((subscriber.confirmUntil ?? 0) <= now)
    throw new Refusal('not_found', { form: 'This link is older than seven days.' })
  return { subscriber, nonce, wish: await wishOf(db, subscriber, nonce) }
}

/** Confirms an address by its link: from the commit on it is told. Throws what {@link readConfirmation} throws. */
export function confirm(db: Db, token: string, visitor: Visitor): Promise<Subscriber> {
  return transact(db, async (tx) => {
    const { subscriber, nonce } = await readConfirmation(tx, token, visitor.now)
    const confirmed = await settleConfirmation(tx, subscriber, nonce, visitor)
    if (!confirmed) throw new Refusal('not_found', { form: 'This link has been used already.' })
    return confirmed
  })
}

/**
 * Makes what was asked for true, once per nonce; part of the caller's transaction. Who comes back after leaving gets a
 * new version, and with it new links. Undefined when somebody else was faster.
 */
export async function settleConfirmation(
  tx: Db,
  subscriber: Subscriber,
  nonce: string,
  { ip, now }: Visitor,
): Promise<Subscriber | undefined> {
  const wish = await wishOf(tx, subscriber, nonce)
  const changes = isActive(subscriber)
    ? {}
    : {
        confirmed_at: now,
        ended_at: null,
        ended_by: null,
        version: subscriber.version + (subscriber.endedAt === null ? 0 : 1),
      }
  if (!(await closeConfirmation(tx, subscriber.id, nonce, changes))) return undefined
  await setChoices(tx, subscriber.id, wish)
  const act = isActive(subscriber) ? 'changed' : 'confirmed'
  await insertConsent(tx, subscriber.id, { at: now, act, textVersion: CONSENT_TEXT, ipHash: visitorHash(ip) })
  await forgetAsking(tx, subscriber.channel, subscriber.address)
  await endQuarantine(tx, subscriber.id)
  return findSubscriber(tx, subscriber.id)
}

async function wishOf(db: Db, { id, channel, choices }: Subscriber, nonce: string): Promise<Choices> {
  return (await findWish(db, letterKey(channel, id, nonce))) ?? choices
}
