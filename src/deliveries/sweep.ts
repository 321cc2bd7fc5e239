import { type Db, engineOf, transact } from '#db/open.ts'
import { freeClaims, renewClaims } from '#db/queries/claims.ts'
import { beat, deleteInstance, listInstances } from '#db/queries/instances.ts'
import {
  cancelWaiting,
  finishAnnouncements,
  listCancelled,
  supersedeOvertaken,
} from '#db/queries/leftovers.ts'
import { LEASE } from './deliver.ts'

/** An instance that has been silent for so long is dead, wherever it runs. */
export const SILENT_AFTER = 15_000

export class TakenForDead extends Error {}

/** The sender that sweeps. `silentFor`: how long another has been silent; without it, by the wall clock. */
export interface Us {
  id: string
  host: string
  alive: (pid: number) => boolean
  silentFor?: (instance: { id: string; beat_at: number }) => number
  /** Writes down what a dead sender had handed over, before its claims are freed. */
  settle?: (instance: string) => Promise<void>
}

/**
 * Keeps the ledger true: our own claims are renewed, those of dead instances and lapsed leases are freed, what was overtaken
 * is superseded, and announcements that are through are closed. `alive` tells whether a process of this host runs.
 * `cancelled` above 0 says that there may be more to do at once. Throws {@link TakenForDead} when others have given us up: our claims are theirs now, and we must begin anew.
 */
export async function sweep(
  db: Db,
  us: Us,
  now: number,
): Promise<{ freed: number; finished: number[]; cancelled: number }> {
  if (!(await beat(db, us.id, now))) throw new TakenForDead('Another sender has taken over our claims.')
  await renewClaims(db, us.id, now + LEASE.sms)
  let freed = await freeClaims(db, { lapsedBefore: now }, now)
  for (const instance of await listInstances(db)) {
    if (instance.id === us.id) continue
    const gone = instance.host === us.host && !us.alive(instance.pid)
    const silent = us.silentFor ? us.silentFor(instance) : now - instance.beat_at
    if (!gone && silent <= SILENT_AFTER) continue
    await us.settle?.(instance.id)
    freed += await transact(db, async (tx) => {
      await deleteInstance(tx, instance.id)
      return freeClaims(tx, { owner: instance.id }, now)
    })
  }
  let cancelled = 0
  for (const id of await listCancelled(db)) cancelled += await cancelWaiting(db, id)
  await supersedeOvertaken(db)
  await engineOf(db).foldTallies(db)
  return { freed, finished: await finishAnnouncements(db, now), cancelled }
}
