import { type Db, transact } from '#db/open.ts'
import { insertConsent } from '#db/queries/consents.ts'
import { resumeSubscriber } from '#db/queries/subscribers.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { openPreferences } from './preferences.ts'
import { consentText, type Subscriber, type Visitor, visitorHash } from './subscriber.ts'

/** How long what somebody had chosen is kept after they left, in ms. */
export const KEPT_AFTER_LEAVING = 30 * 86_400_000

/** Until when somebody who left may come back as they were; null: they may not, or have not left by their own hand. */
export function mayComeBackUntil({
  endedAt,
  endedBy,
}: Pick<Subscriber, 'endedAt' | 'endedBy'>): number | null {
  return endedAt !== null && (endedBy === 'link' || endedBy === 'page') ? endedAt + KEPT_AFTER_LEAVING : null
}

/**
 * Takes back that somebody left by their own hand: they are told again, as they had chosen. Throws a {@link Refusal}: a
 * token that opens nothing, longer ago than thirty days, or nothing may go there any more.
 */
export function comeBack(db: Db, token: string, { ip, now }: Visitor): Promise<void> {
  return transact(db, async (tx) => {
    const subscriber = await openPreferences(tx, token)
    if (!subscriber) throw new SpokenRefusal('not_found', { form: 'linkVoid' })
    const { id, addressHash, language } = subscriber
    const back =
      !(await isSuppressed(tx, addressHash)) && (await resumeSubscriber(tx, id, now - KEPT_AFTER_LEAVING))
    if (!back) throw new SpokenRefusal('conflict', { form: 'cannotReturn' })
    const textVersion = consentText(language)
    await insertConsent(tx, id, { at: now, act: 'confirmed', textVersion, ipHash: visitorHash(ip) })
  })
}
