import { type Db, transact } from '#db/open.ts'
import type { DeliveryChange } from '#db/queries/settle.ts'
import { takeTurnsOvertaking } from '#db/queries/stand-again.ts'
import { changeUnknown, isAccountedFor, isOvertaken, listUnknown } from '#db/queries/unknown.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Carrier, Notice } from '#src/channels/channel.ts'
import { GIVE_UP_AFTER, recipientWait } from './backoff.ts'
import { deliveryKey, noticeMaker } from './notice.ts'

const NEXT_LOOK = 60_000
/** A later update waits no longer than this for one whose carrier cannot be asked (F8). */
const HOLDS = 600_000
const LOOKS = 2
const TRIES = 2

/**
 * Clears up deliveries whose fate is unknown (S3, E5). A text message is looked for at the carrier: found, it is sent;
 * absent in two looks a minute apart, it is tried once more, never blindly. A mail is simply sent again after its wait:
 * the same Message-ID makes a repeat harmless; less and less often, and no longer than a day, for a relay that never
 * answers may deliver each. What a later update tells is not sent again. Returns how many were looked at. Throws the first
 * fault of the carrier, or of a notice, when all have been looked at.
 */
export async function reconcile(db: Db, carrier: Carrier, now: number): Promise<number> {
  const rows = await listUnknown(db, carrier.channel, now, 50)
  const notices = carrier.find ? await noticeMaker(db)(rows, now) : undefined
  const faults: unknown[] = []
  for (const row of rows) {
    const notice = notices?.get(deliveryKey(row))
    const change = notices
      ? await look(db, carrier, { row, notice, fault: (what) => void faults.push(what) }, now)
      : mailAgain(row, now)
    await transact(db, async (tx) => {
      await takeTurnsOvertaking(tx)
      const leave = change.state === 'retry' && (await isOvertaken(tx, row))
      await changeUnknown(tx, row, leave ? { state: 'superseded' } : change)
    })
  }
  if (faults.length) throw faults[0]
  return rows.length
}

function mailAgain(row: DeliveryRow, now: number): DeliveryChange {
  if (now - (row.first_at ?? now) <= GIVE_UP_AFTER)
    return { state: 'retry', due_at: now + Math.max(0, recipientWait(row.attempts) - HOLDS) }
  return {
    state: 'failed',
    outcome: 'failed',
    answer: 'The relay took the whole mail and gave no answer, for a day.',
  }
}

async function look(
  db: Db,
  carrier: Carrier,
  {
    row,
    notice,
    fault,
  }: { row: DeliveryRow; notice: Notice | Error | undefined; fault: (what: unknown) => void },
  now: number,
): Promise<DeliveryChange> {
  if (!notice) return { state: 'superseded' }
  const since = row.first_at ?? row.due_at
  const isTaken = (providerId: string) => isAccountedFor(db, providerId, row)
  const asked = notice instanceof Error ? Promise.reject(notice) : carrier.find?.(notice, since, isTaken)
  const sighting = await asked?.catch(fault)
  if (sighting) return afterLook(row, sighting, now)
  // A carrier that does not answer has not said that the message is absent.
  if (now - since > HOLDS && (await isOvertaken(db, row)))
    return {
      state: 'superseded',
      answer: 'No answer, and the carrier could not be asked; a later update tells it all.',
    }
  if (now - since <= GIVE_UP_AFTER) return { due_at: now + NEXT_LOOK }
  return {
    state: 'failed',
    outcome: 'failed',
    answer: 'No answer, and the carrier could not be asked for a day.',
  }
}

function afterLook(
  row: DeliveryRow,
  sighting: { seen: true; providerId: string } | { seen: false },
  now: number,
): DeliveryChange {
  if (sighting.seen)
    return { state: 'sent', outcome: 'sent', sent_at: now, provider_id: sighting.providerId, looks: null }
  const looks = (row.looks ?? 0) + 1
  if (looks % LOOKS) return { looks, due_at: now + NEXT_LOOK }
  // Tries that the carrier gave back, and claims of a sender that died, are not the one more try.
  if (looks < LOOKS * TRIES || row.attempts < TRIES) return { state: 'retry', looks, due_at: now }
  return {
    state: 'failed',
    outcome: 'failed',
    looks,
    answer: 'No answer twice, and never seen at the carrier.',
  }
}
