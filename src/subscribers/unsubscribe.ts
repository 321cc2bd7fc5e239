import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { suppressWaiting } from '#db/queries/deliveries.ts'
import { endSubscriber, findSubscriber } from '#db/queries/subscribers.ts'
import { allowReturn } from './limits.ts'
import { CONSENT_TEXT, type Leaving, type Subscriber, type Visitor, visitorHash } from './subscriber.ts'
import { readSubscriptionToken } from './token.ts'

/**
 * Ends a subscription: when this resolves nothing waits for it any more and nothing will be claimed for it. Doing it
 * again changes nothing. `evidence`: how they said so, where it was not to us. Returns whether there was something to end.
 */
export function unsubscribe(
  db: Db,
  id: number,
  by: Leaving,
  { ip, now }: Visitor,
  evidence: string | null = null,
): Promise<boolean> {
  return transact(db, async (tx) => {
    if (!(await endSubscriber(tx, id, by, now))) return false
    await suppressWaiting(tx, id)
    const left = { at: now, act: 'left' as const, textVersion: CONSENT_TEXT, ipHash: visitorHash(ip) }
    await insertConsent(tx, id, { ...left, evidence })
    return true
  })
}

/**
 * Whom an unsubscribe link speaks for. Every version counts: a link in an old mail may always stop the messages, even
 * where it may no longer change preferences.
 */
export async function findByLeavingToken(db: Db, token: string): Promise<Subscriber | undefined> {
  const spoken = readSubscriptionToken(token)
  return spoken ? findSubscriber(db, spoken.id) : undefined
}

/** Leaves by the link in a message (E3). Returns whether the token speaks for anybody, not whether they had left. */
export async function leave(db: Db, token: string, by: 'link' | 'page', visitor: Visitor): Promise<boolean> {
  const subscriber = await findByLeavingToken(db, token)
  if (!subscriber) return false
  await unsubscribe(db, subscriber.id, by, visitor)
  await allowReturn(db, subscriber.channel, subscriber.address)
  return true
}
