import { type Db, takeTurns, transact } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { findDelivery, insertDeliveryEvent, updateDelivery } from '#db/queries/deliveries.ts'
import type { Sampled } from '#db/queries/samples.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { isOvertaken, isReported } from '#db/queries/unknown.ts'
import { watchedOn } from '#db/queries/watched.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Outcome, Sign } from '#src/channels/channel.ts'
import { advances, type MessageStatus } from '#src/channels/sms/callback.ts'
import { type Meaning, meaningOf, outcomeOf } from '#src/channels/sms/codes.ts'
import { macHolds } from '#src/keys.ts'
import { noteAccepted, noteRefused } from '#src/subscribers/quarantine.ts'
import { followFailure } from './follow-failure.ts'
import { heedAnswers, stopSending } from './heed.ts'
import { type Verdict, verdictOf } from './verdict.ts'

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
    const code = callback.code === null ? null : String(callback.code)
    const isNew = await insertDeliveryEvent(tx, {
      announcementId,
      subscriberId,
      event: status,
      ref: callback.sid,
      code,
      at: now,
    })
    // Said once more of an earlier try, it must not stand for the one that came after.
    if (!isNew) return
    await updateDelivery(tx, announcementId, subscriberId, { outcome: status })
    if (FINAL.has(status)) await followReport(tx, row, callback, now)
  })
}

/** Nothing follows these, but for a delivery that was read. */
const FINAL = new Set<MessageStatus>(['delivered', 'read', 'undelivered', 'failed'])

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

async function followReport(tx: Db, row: DeliveryRow, callback: Callback, now: number): Promise<void> {
  const arrived = callback.status === 'delivered' || callback.status === 'read'
  const meaning = arrived ? undefined : meaningOf(callback.code)
  if (meaning) await followRefusal(tx, row, { ...callback, meaning }, now)
  else await noteAccepted(tx, [callback], { arrived: true })
  await heedReport(tx, meaning?.sign, now)
}

/** Filtered texts are counted among all that came to their end, unforeseen refusals among all that were sent (S4). */
async function heedReport(tx: Db, sign: Sign | undefined, now: number): Promise<void> {
  const signs: Sampled[] = sign === 'other' ? ['filtered', 'other'] : ['filtered']
  if (sign || (await watchedOn(tx, 'sms')).samples)
    await heedAnswers(tx, 'sms', { signs, answers: [{ destination: '', ...(sign && { sign }) }] }, now)
}

async function followRefusal(
  tx: Db,
  row: DeliveryRow,
  { sid, code, meaning, announcementId, subscriberId }: Callback & { meaning: Meaning },
  now: number,
): Promise<void> {
  const outcome = outcomeOf(meaning, String(code ?? ''), meaning.class)
  const said = { code: outcome.code ?? null, answer: meaning.class }
  if (outcome.result !== 'retry') {
    const went = { at: row.sent_at ?? row.first_at ?? now }
    if (outcome.result === 'failed') await followFailure(tx, row, { ...outcome, went }, now)
    return updateDelivery(tx, announcementId, subscriberId, said)
  }
  if (meaning.next === 'expired' && (await isOvertaken(tx, row)))
    return updateDelivery(tx, announcementId, subscriberId, { ...said, state: 'expired' })
  // The try under report is not counted before its meaning is known: the account's faults are nobody's attempt.
  const before = { ...row, attempts: Math.max(0, row.attempts - 1) }
  const afterMs = meaning.waitsMs?.[before.attempts] ?? outcome.afterMs
  const verdict = verdictOf(before, afterMs === undefined ? outcome : { ...outcome, afterMs }, now, 0)
  await updateDelivery(tx, announcementId, subscriberId, {
    attempts: before.attempts,
    ...verdict.change,
    ...said,
    outcome: null,
    provider_id: sid,
  })
  await followRetry(tx, row, { outcome, verdict }, now)
}

async function followRetry(
  tx: Db,
  row: DeliveryRow,
  { outcome, verdict }: { outcome: Extract<Outcome, { result: 'retry' }>; verdict: Verdict },
  at: number,
): Promise<void> {
  const { announcement_id: announcementId, subscriber_id: subscriberId } = row
  const { state } = verdict.change
  if (verdict.pause) {
    const destination = (await findSubscriber(tx, subscriberId))?.country ?? undefined
    await stopSending(tx, 'sms', { destination, outcome, verdict, at })
  }
  if (state === 'failed' && outcome.third)
    await noteRefused(tx, { announcementId, subscriberId, code: outcome.code, answer: outcome.answer }, at)
  // Everybody had been told; now somebody has not.
  if (state === 'retry' || state === 'pending')
    await updateAnnouncement(tx, announcementId, { done_at: null })
}
