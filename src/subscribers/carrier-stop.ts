import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { findSubscriberByAddress, reviveSubscriber } from '#db/queries/subscribers.ts'
import { endQuarantine } from './quarantine.ts'
import { CONSENT_TEXT } from './subscriber.ts'
import { unsubscribe } from './unsubscribe.ts'

/** The carrier says that this subscriber wants no more (STOP, 21610). Saying it again changes nothing. */
export async function carrierStop(db: Db, id: number, now: number): Promise<void> {
  await unsubscribe(db, id, 'carrier', { ip: null, now })
}

/** STOP from a number, known to us or not. */
export async function stopNumber(db: Db, number: string, now: number): Promise<void> {
  const subscriber = await findSubscriberByAddress(db, 'sms', number)
  if (subscriber) await carrierStop(db, subscriber.id, now)
}

/**
 * START from a number: takes back its STOP if it had been confirmed before, and ends its quarantine. Anybody else would be consenting without
 * having been asked. Returns whether messages go there now.
 */
export function startNumber(db: Db, number: string, now: number): Promise<boolean> {
  return transact(db, async (tx) => {
    const subscriber = await findSubscriberByAddress(tx, 'sms', number)
    if (!subscriber) return false
    await endQuarantine(tx, subscriber.id)
    if (!(await reviveSubscriber(tx, subscriber.id)))
      return subscriber.confirmedAt !== null && !subscriber.endedAt
    await insertConsent(tx, subscriber.id, {
      at: now,
      act: 'confirmed',
      textVersion: CONSENT_TEXT,
      ipHash: null,
    })
    return true
  })
}
