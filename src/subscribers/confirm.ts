import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { joinByForm } from '#db/queries/persons.ts'
import { setPostWish } from '#db/queries/subscriber-posts.ts'
import { closeConfirmation, findSubscriber, setChoices, setPerson } from '#db/queries/subscribers.ts'
import { liftErasure } from '#db/queries/suppressions.ts'
import { findWish } from '#db/queries/wishes.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { NOTHING } from './choices.ts'
import { forgetAsking } from './limits.ts'
import { endQuarantine } from './quarantine.ts'
import {
  consentText,
  isActive,
  letterKey,
  type Subscriber,
  type Visitor,
  visitorHash,
  type Wish,
  wishNow,
} from './subscriber.ts'
import { confirmTokenHolds, confirmTokenSubject } from './token.ts'

/** What a confirmation link would do, without doing it. */
export interface Confirmation {
  subscriber: Subscriber
  nonce: string
  /** What they will hear about once they have confirmed. */
  wish: Wish
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
    throw new SpokenRefusal('not_found', { form: 'linkReplaced' })
  if ((subscriber.confirmUntil ?? 0) <= now) throw new SpokenRefusal('not_found', { form: 'linkOld' })
  return { subscriber, nonce, wish: await wishOf(db, subscriber, nonce) }
}

/**
 * Confirms an address by its link: from the commit on it is told. `together`: its reader wants it on one page with the
 * other addresses of the form, which a stranger may have typed. Throws what {@link readConfirmation} throws.
 */
export function confirm(
  db: Db,
  token: string,
  visitor: Visitor,
  { together } = { together: false },
): Promise<Subscriber> {
  return transact(db, async (tx) => {
    const { subscriber, nonce } = await readConfirmation(tx, token, visitor.now)
    const confirmed = await settleConfirmation(tx, subscriber, nonce, visitor, together)
    if (!confirmed) throw new SpokenRefusal('not_found', { form: 'linkUsed' })
    return confirmed
  })
}

/**
 * Makes what was asked for true, once per nonce; part of the caller's transaction. Who comes back after leaving gets a
 * new version, and with it new links. `together`: whoever filled in the form has it before them, or its reader said so.
 * Undefined when somebody else was faster.
 */
export async function settleConfirmation(
  tx: Db,
  subscriber: Subscriber,
  nonce: string,
  { ip, now }: Visitor,
  together = true,
): Promise<Subscriber | undefined> {
  const { id, channel, address, addressHash } = subscriber
  const asked = await wishOf(tx, subscriber, nonce)
  const wish = together ? asked : { ...asked, form: null }
  const changes = isActive(subscriber)
    ? {}
    : {
        confirmed_at: now,
        ended_at: null,
        ended_by: null,
        version: subscriber.version + (subscriber.endedAt === null ? 0 : 1),
      }
  if (!(await closeConfirmation(tx, id, nonce, changes))) return undefined
  await grant(tx, subscriber, wish, now)
  const act = isActive(subscriber) ? 'changed' : 'confirmed'
  const textVersion = consentText(wish.language)
  await insertConsent(tx, id, { at: now, act, textVersion, ipHash: visitorHash(ip) })
  await forgetAsking(tx, channel, address)
  await liftErasure(tx, addressHash)
  await endQuarantine(tx, id)
  return findSubscriber(tx, id)
}

/** One who only wants to follow a post keeps all that they have chosen before. */
async function grant(tx: Db, subscriber: Subscriber, wish: Wish, now: number): Promise<void> {
  const { id } = subscriber
  const there = isActive(subscriber)
  if (wish.follow !== null) {
    if (!there) await setChoices(tx, id, NOTHING)
    await setPostWish(tx, id, wish.follow, 'follow', now)
  } else await setChoices(tx, id, wish)
  if (!there || wish.follow === null)
    await setPerson(tx, id, {
      language: wish.language,
      name: wish.name ?? subscriber.name,
      timeZone: wish.timeZone ?? subscriber.timeZone,
    })
  if (wish.form) await joinByForm(tx, subscriber, wish.form)
}

async function wishOf(db: Db, subscriber: Subscriber, nonce: string): Promise<Wish> {
  const { id, channel } = subscriber
  return (await findWish(db, letterKey(channel, id, nonce))) ?? wishNow(subscriber)
}
