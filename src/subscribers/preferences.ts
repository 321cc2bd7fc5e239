import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { reconsiderHeld } from '#db/queries/digest-ends.ts'
import { type PostWish, setPostWish } from '#db/queries/subscriber-posts.ts'
import { findSubscriber, setChoices, setHours, setPerson } from '#db/queries/subscribers.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { refuseUnknownChoices, refuseUnknownPost } from './choices.ts'
import type { Hours } from './hours.ts'
import { endQuarantine } from './quarantine.ts'
import {
  type Choices,
  consentText,
  isActive,
  type Person,
  type Subscriber,
  type Visitor,
  visitorHash,
} from './subscriber.ts'
import { readSubscriptionToken } from './token.ts'

/**
 * The subscriber whose preferences a token opens, gone ones too; undefined when it was not made by us or a newer
 * version has voided it.
 */
export async function openPreferences(db: Db, token: string): Promise<Subscriber | undefined> {
  const spoken = readSubscriptionToken(token)
  const subscriber = spoken ? await findSubscriber(db, spoken.id) : undefined
  return subscriber?.version === spoken?.version ? subscriber : undefined
}

/** The same for somebody who changes something. Throws a {@link Refusal} when it opens nothing, and for one who has left. */
export async function openActive(tx: Db, token: string): Promise<Subscriber> {
  const subscriber = await openPreferences(tx, token)
  if (!subscriber) throw new SpokenRefusal('not_found', { form: 'linkVoid' })
  if (!isActive(subscriber)) throw new SpokenRefusal('conflict', { form: 'hasLeft' })
  return subscriber
}

export interface Change {
  choices: Choices
  hours: Hours
  person: Person
}

/**
 * Changes what a subscriber hears about, when, and how they are spoken to, from the next announcement on; what is held for
 * them is looked at again. Throws a {@link Refusal}: a token that opens nothing, somebody who has left, a component that
 * is not there.
 */
export function changePreferences(
  db: Db,
  token: string,
  { choices, hours, person }: Partial<Change>,
  visitor: Visitor,
): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await openActive(tx, token)
    if (choices) {
      await refuseUnknownChoices(tx, choices)
      await setChoices(tx, subscriber.id, choices)
    }
    if (hours) await setHours(tx, subscriber.id, hours)
    if (person) await setPerson(tx, subscriber.id, person)
    await noteChange(tx, subscriber, visitor)
  })
}

/** Nothing before `until`, in ms; null: at once again, and what was missed in one digest. Throws a {@link Refusal} as {@link changePreferences} does. */
export function pause(db: Db, token: string, until: number | null, visitor: Visitor): Promise<void> {
  return transact(db, async (tx) => {
    const { hours } = await openActive(tx, token)
    const pausedUntil =
      until ?? (hours.pausedUntil === null ? null : Math.min(hours.pausedUntil, visitor.now))
    await changePreferences(tx, token, { hours: { ...hours, pausedUntil } }, visitor)
  })
}

/**
 * Follows one post, whatever they have chosen, or wants no more of it; null: as they have chosen. Throws a
 * {@link Refusal} as {@link changePreferences} does, and when there is no such post.
 */
export function wishPost(
  db: Db,
  token: string,
  { postId, wish }: { postId: string; wish: PostWish | null },
  visitor: Visitor,
): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await openActive(tx, token)
    await refuseUnknownPost(tx, postId)
    await setPostWish(tx, subscriber.id, postId, wish, visitor.now)
    await noteChange(tx, subscriber, visitor)
  })
}

/** They were here and said something: that is evidence, and their address is read. Part of the caller's transaction. */
export async function noteChange(tx: Db, { id, language }: Subscriber, { ip, now }: Visitor): Promise<void> {
  await endQuarantine(tx, id)
  await reconsiderHeld(tx, id)
  const textVersion = consentText(language)
  await insertConsent(tx, id, { at: now, act: 'changed', textVersion, ipHash: visitorHash(ip) })
}
