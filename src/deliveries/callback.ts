import { type Db, takeTurns, transact } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { findDelivery, insertDeliveryEvent, updateDelivery } from '#db/queries/deliveries.ts'
import { isReported } from '#db/queries/unknown.ts'
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
    const found = await findDelivery(tx, announcementId, subscriberId)
    if (found?.channel !== 'sms') return
    const row = await adopt(tx, found, callback, now)
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

/**
 * A message that its carrier has is never sent again, also when whoever sent it died before it could write that down.
 * News of an earlier try says nothing of the one under way: that is another message, with a sid of its own.
 */
async function adopt(tx: Db, row: DeliveryRow, { sid }: Callback, now: number): Promise<DeliveryRow> {
  if (!ADOPTED_FROM.has(row.state) || row.provider_id === sid || (await isReported(tx, row, sid))) return row
  const attempts = row.state === 'claimed' ? row.attempts + 1 : row.attempts
  const sent = { claim: null, state: 'sent', sent_at: now, provider_id: sid, looks: null, attempts }
  await updateDelivery(tx, row.announcement_id, row.subscriber_id, sent)
  return { ...row, ...sent }
}

const ADOPTED_FROM = new Set(['claimed', 'unknown', 'retry', 'pending'])

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
