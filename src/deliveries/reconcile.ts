import type { Db } from '#db/open.ts'
import { type DeliveryChange, listUnknown, updateDelivery } from '#db/queries/deliveries.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Carrier } from '#src/channels/channel.ts'
import { deliveryKey, noticeMaker } from './notice.ts'

const NEXT_LOOK = 60_000
const LOOKS = 2
const TRIES = 2

/**
 * Clears up deliveries whose fate is unknown (S3, E5). A text message is looked for at the carrier: found, it is sent;
 * absent in two looks a minute apart, it is tried once more, never blindly. A mail is simply sent again after its wait:
 * the same Message-ID makes a repeat harmless. Returns how many were looked at.
 */
export async function reconcile(db: Db, carrier: Carrier, now: number): Promise<number> {
  const rows = await listUnknown(db, carrier.channel, now, 50)
  const notices = await noticeMaker(db)(rows, now)
  for (const row of rows) {
    const notice = notices.get(deliveryKey(row))
    if (!notice) await updateDelivery(db, row.announcement_id, row.subscriber_id, { state: 'superseded' })
    else if (!carrier.find)
      await updateDelivery(db, row.announcement_id, row.subscriber_id, { state: 'retry' })
    else {
      // A carrier that does not answer has not said that the message is absent.
      const sighting = await carrier.find(notice, row.first_at ?? row.due_at).catch(() => null)
      const change = sighting ? afterLook(row, sighting, now) : { due_at: now + NEXT_LOOK }
      await updateDelivery(db, row.announcement_id, row.subscriber_id, change)
    }
  }
  return rows.length
}

function afterLook(
  row: DeliveryRow,
  sighting: { seen: true; providerId: string } | { seen: false },
  now: number,
): DeliveryChange {
  if (sighting.seen)
    return { state: 'sent', outcome: 'sent', sent_at: now, provider_id: sighting.providerId, looks: null }
  const looks = (row.looks ?? 0) + 1
  if (looks < LOOKS) return { looks, due_at: now + NEXT_LOOK }
  if (row.attempts < TRIES) return { state: 'retry', looks: null, due_at: now }
  return {
    state: 'failed',
    outcome: 'failed',
    looks,
    answer: 'No answer twice, and never seen at the carrier.',
  }
}
