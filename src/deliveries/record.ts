import { type Db, transact } from '#db/open.ts'
import {
  failedBefore,
  insertDeliveryEvent,
  noteStopHint,
  type Settled,
  settle,
} from '#db/queries/deliveries.ts'
import { pauseSending } from '#db/queries/pauses.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Notice, Outcome } from '#src/channels/channel.ts'
import { carrierStop } from '#src/subscribers/carrier-stop.ts'
import { suppressSubscriber } from '#src/subscribers/suppress.ts'
import type { Verdict } from './verdict.ts'

/** One attempt that has come to an end. */
export interface Ended {
  row: DeliveryRow
  notice?: Notice
  /** Where it went: `gmail`, `example.org`, `PT`. */
  destination?: string
  outcome?: Outcome
  verdict: Verdict
  at: number
}

/**
 * Writes what attempts came to, with all that follows from it for addresses and channels, in one transaction (F4).
 * A result whose claim has lapsed meanwhile is not written.
 */
export async function record(db: Db, ended: Ended[]): Promise<void> {
  if (!ended.length) return
  await transact(db, async (tx) => {
    await settle(tx, ended.map(toSettled))
    for (const one of ended) await followUp(tx, one)
  })
}

function toSettled({ row, verdict }: Ended): Settled {
  return {
    announcementId: row.announcement_id,
    subscriberId: row.subscriber_id,
    claim: row.claim,
    change: verdict.change,
  }
}

async function followUp(
  tx: Db,
  { row, notice, destination = '', outcome, verdict, at }: Ended,
): Promise<void> {
  const channel = row.channel as 'email' | 'sms'
  if (verdict.pause) {
    const { scope, until, reason } = verdict.pause
    await pauseSending(tx, {
      channel,
      destination: scope === 'channel' ? '' : destination,
      until,
      reason,
      at,
    })
  }
  if (outcome?.result === 'sent' && notice?.to.stopHint) await noteStopHint(tx, row.subscriber_id, at)
  if (outcome?.result === 'failed') await followFailure(tx, row, outcome, at)
}

/** What a final refusal means for the address itself (E5, S4). */
export async function followFailure(
  tx: Db,
  row: { announcement_id: number; subscriber_id: number },
  failure: Extract<Outcome, { result: 'failed' }>,
  at: number,
): Promise<void> {
  if (row.subscriber_id === 0) return
  if (failure.address === 'opted-out') return carrierStop(tx, row.subscriber_id, at)
  const again =
    failure.again !== undefined &&
    (await failedBefore(tx, row.subscriber_id, failure.code, row.announcement_id))
  await insertDeliveryEvent(tx, {
    announcementId: row.announcement_id,
    subscriberId: row.subscriber_id,
    event: 'failed',
    code: failure.code,
    at,
  })
  if (failure.address === 'suppress' || again)
    await suppressSubscriber(tx, row.subscriber_id, failure.code, at)
}
