import type { Db } from '#db/open.ts'
import { raiseAlert } from '#db/queries/alerts.ts'
import { failedBefore, insertDeliveryEvent } from '#db/queries/deliveries.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { carrierStop } from '#src/subscribers/carrier-stop.ts'
import { noteCodeSent } from '#src/subscribers/country.ts'
import { formerHash, type Went } from '#src/subscribers/former.ts'
import { noteRefused } from '#src/subscribers/quarantine.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import { alarmFor } from './alarms.ts'

/** What a final refusal means for the address itself (E5, S4). */
export async function followFailure(
  tx: Db,
  row: { announcement_id: number; subscriber_id: number },
  { went, ...failure }: Extract<Outcome, { result: 'failed' }> & { went: Went },
  at: number,
): Promise<void> {
  const { code, answer, sign } = failure
  const alarm = sign === 'impossible' && alarmFor(sign, { channel: 'sms', destination: '', reason: code }, at)
  if (alarm) await raiseAlert(tx, alarm)
  const { announcement_id: announcementId, subscriber_id: subscriberId } = row
  if (subscriberId === 0) return
  const former = (await formerHash(tx, subscriberId, went)) !== undefined
  if (failure.address === 'opted-out' && !former) return carrierStop(tx, subscriberId, at)
  if (sign === 'fraud') await countPumping(tx, subscriberId, at)
  const again = failure.again !== undefined && (await failedBefore(tx, subscriberId, code, announcementId))
  await insertDeliveryEvent(tx, { announcementId, subscriberId, event: 'failed', code, at })
  if (failure.address === 'suppress' || again) await suppressSubscriber(tx, subscriberId, code, at, went)
  else if (failure.third && !former) await noteRefused(tx, { subscriberId, announcementId, code, answer }, at)
}

/** The carrier's fraud guard saw what ours looks for: one more text into that country that nobody answers (S8). */
async function countPumping(tx: Db, subscriberId: number, at: number): Promise<void> {
  const country = (await findSubscriber(tx, subscriberId))?.country
  if (country) await noteCodeSent(tx, country, at)
}
