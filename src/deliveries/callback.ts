import { type Db, takeTurns, transact } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import {
  type DeliveryChange,
  findDelivery,
  insertDeliveryEvent,
  updateDelivery,
} from '#db/queries/deliveries.ts'
import type { DeliveryRow } from '#db/schema.ts'
import { advances, type MessageStatus } from '#src/channels/sms/callback.ts'
import { meaningOf, outcomeOf } from '#src/channels/sms/codes.ts'
import { macHolds } from '#src/keys.ts'
import { followFailure } from './record.ts'
import { verdictOf } from './verdict.ts'

/** What a carrier reports of a text message that it has. */
export interface Callback {
  announcementId: number
  subscriberId: number
  sid: string
  status: MessageStatus
  code: number | null
}

/** The delivery that the token in a status URL names; null when it was not made by us. */
export function readDeliveryToken(token: string): { announcementId: number; subscriberId: number } | null {
  const [, announcement, subscriber, given] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{22})$/.exec(token) ?? []
  if (!announcement || !subscriber || !given) return null
  if (!macHolds('delivery', `${announcement}.${subscriber}`, given)) return null
  return { announcementId: Number(announcement), subscriberId: Number(subscriber) }
}

/**
 * Notes what followed a text message (S5). Repeats and late news change nothing; a message whose fate was unknown is
 * sent, because its carrier speaks of it; a final refusal has its meaning for the number (S4).
 */
export function noteCallback(db: Db, callback: Callback, now: number): Promise<void> {
  return transact(db, async (tx) => {
    const { announcementId, subscriberId, status } = callback
    await takeTurns(tx, `callback:${announcementId}.${subscriberId}`)
    const row = await findDelivery(tx, announcementId, subscriberId)
    if (row?.channel !== 'sms') return
    await adopt(tx, row, callback, now)
    if (!advances(row.outcome, status)) return
    await updateDelivery(tx, announcementId, subscriberId, { outcome: status })
    const code = callback.code === null ? null : String(callback.code)
    const isNew = await insertDeliveryEvent(tx, {
      announcementId,
      subscriberId,
      event: status,
      ref: callback.sid,
      code,
      at: now,
    })
    if (isNew && (status === 'undelivered' || status === 'failed'))
      await followRefusal(tx, row, callback, now)
  })
}

/** A message that its carrier has is never sent again. */
async function adopt(tx: Db, row: DeliveryRow, callback: Callback, now: number): Promise<void> {
  if (row.state !== 'unknown' && row.state !== 'retry' && row.state !== 'pending') return
  // A retry after a refusal that the carrier reported is a new message, with a new sid.
  if (row.provider_id === callback.sid) return
  const sent: DeliveryChange = { state: 'sent', sent_at: now, provider_id: callback.sid, looks: null }
  await updateDelivery(tx, row.announcement_id, row.subscriber_id, sent)
}

async function followRefusal(
  tx: Db,
  row: DeliveryRow,
  { sid, code, announcementId, subscriberId }: Callback,
  now: number,
): Promise<void> {
  const meaning = meaningOf(code)
  const outcome = outcomeOf(meaning, String(code ?? ''), meaning.class)
  if (outcome.result === 'failed') await followFailure(tx, row, outcome, now)
  const said = { code: outcome.code ?? null, answer: meaning.class }
  if (outcome.result !== 'retry' || outcome.fault !== 'recipient')
    return updateDelivery(tx, announcementId, subscriberId, said)
  // Handset off, or no reason given: worth another try, at the times and as often as the table allows.
  const wait = meaning.waitsMs?.[Math.max(0, row.attempts - 1)]
  const { change } = verdictOf(
    { ...row, attempts: row.attempts - 1 },
    { ...outcome, afterMs: wait ?? 0 },
    now,
    0,
  )
  await updateDelivery(tx, announcementId, subscriberId, {
    ...change,
    ...said,
    outcome: null,
    provider_id: sid,
  })
  // Everybody had been told; now somebody has not.
  await updateAnnouncement(tx, announcementId, { done_at: null })
}
