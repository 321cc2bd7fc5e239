import { type Db, transact } from '#db/open.ts'
import { type AlertRow, endAlerts, findAlert, markAlertSeen } from '#db/queries/alerts.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { bringForward, endPause } from '#db/queries/pauses.ts'
import { deleteSamples } from '#db/queries/samples.ts'
import { Refusal } from '#src/refusal.ts'
import { openCountry } from '#src/subscribers/country.ts'
import { placeOf } from './alarms.ts'

export interface Attendant {
  staff: { id: number; name: string }
  now: number
}

/** Somebody has taken notice. It stands there as long as it lasts. Throws a {@link Refusal} when it is over. */
export async function noteAlert(db: Db, id: number, { staff, now }: Attendant): Promise<void> {
  await alertOf(db, id)
  await markAlertSeen(db, id, staff.name, now)
}

/**
 * Staff have mended it, or know better: what it stopped goes on at once, and counting begins anew. If nothing was mended
 * it is raised again. Throws a {@link Refusal} when it is over.
 */
export async function settleAlert(db: Db, id: number, { staff, now }: Attendant): Promise<void> {
  const ended = await transact(db, async (tx) => {
    const { kind, subject } = await alertOf(tx, id)
    const place = placeOf(subject)
    let until: number | undefined
    if (kind === 'codes') await openCountry(tx, subject)
    else if (place) {
      until = await endPause(tx, place.channel, place.destination)
      await deleteSamples(tx, place.channel, place.destination)
    }
    await endAlerts(tx, { kinds: [kind], subject }, now)
    await insertAudit(tx, {
      at: now,
      staff,
      action: 'alert.settle',
      object: String(id),
      detail: { kind, subject },
    })
    return place && until ? { channel: place.channel, until } : undefined
  })
  // Bit by bit, so that the writer is free in between; what a crash leaves is due at the end of the pause.
  while (ended && (await bringForward(db, ended.channel, ended.until))) await new Promise(setImmediate)
}

async function alertOf(db: Db, id: number): Promise<AlertRow> {
  const alert = await findAlert(db, id)
  if (!alert) throw new Refusal('conflict', { form: 'This is over already.' })
  return alert
}
