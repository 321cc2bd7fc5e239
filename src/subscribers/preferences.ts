import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { findSubscriber, setChoices } from '#db/queries/subscribers.ts'
import { Refusal } from '#src/refusal.ts'
import { refuseUnknownChoices } from './choices.ts'
import { endQuarantine } from './quarantine.ts'
import {
  type Choices,
  CONSENT_TEXT,
  isActive,
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

/**
 * Changes what a subscriber hears about, from the next announcement on. Throws a {@link Refusal}: a token that opens
 * nothing, somebody who has left, a component that is not there.
 */
export function changePreferences(
  db: Db,
  token: string,
  choices: Choices,
  { ip, now }: Visitor,
): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await openPreferences(tx, token)
    if (!subscriber) throw new Refusal('not_found', { form: 'This link is no longer valid.' })
    if (!isActive(subscriber))
      throw new Refusal('conflict', { form: 'You have left meanwhile. Subscribe again to choose anew.' })
    await refuseUnknownChoices(tx, choices)
    await setChoices(tx, subscriber.id, choices)
    await endQuarantine(tx, subscriber.id)
    await insertConsent(tx, subscriber.id, {
      at: now,
      act: 'changed',
      textVersion: CONSENT_TEXT,
      ipHash: visitorHash(ip),
    })
  })
}
