import { OPEN_STATES } from '#src/deliveries/delivery.ts'
import { type Db, engineOf } from '../open.ts'
import type { DeliveryRow, TallyTable } from '../schema.ts'

export type Stand = Pick<DeliveryRow, 'announcement_id' | 'channel' | 'state'>

/** Counts deliveries that came out of a claim to their end. */
export async function countOutOfClaim(tx: Db, written: Stand[]): Promise<void> {
  const ended = new Map<string, TallyTable>()
  for (const { announcement_id, channel, state } of written) {
    if (OPEN_STATES.includes(state as never)) continue
    const key = `${announcement_id} ${channel} ${state}`
    const sum = ended.get(key) ?? { announcement_id, channel, state, count: 0 }
    sum.count += 1
    ended.set(key, sum)
  }
  const changes = [...ended.values()]
  const left = changes.map((one) => ({ ...one, state: 'open', count: -one.count }))
  await engineOf(tx).addTallies(tx, [...changes, ...left])
}
