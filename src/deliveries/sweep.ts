import { type Db, engineOf } from '#db/open.ts'
import { freeClaims, renewClaims } from '#db/queries/claims.ts'
import { beat, deleteInstance, GIVEN_UP, giveUp, listInstances } from '#db/queries/instances.ts'
import {
  cancelWaiting,
  finishAnnouncements,
  listCancelled,
  supersedeOvertaken,
} from '#db/queries/leftovers.ts'

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

/** For as long a claim is ours after each sweep. */
const RENEWED = 5 * 60_000

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
  await renewClaims(db, us.id, now + RENEWED)
  let freed = await freeClaims(db, { lapsedBefore: now }, now)
  for (const instance of await listInstances(db)) {
    if (instance.id === us.id || !isDead(instance, us, now) || !(await giveUp(db, instance))) continue
    await us.settle?.(instance.id)
    freed += await freeClaims(db, { owner: instance.id }, now)
    // Last: whoever takes over from us, killed before, finds it given up and goes on.
    await deleteInstance(db, instance.id)
  }
  let cancelled = 0
  for (const id of await listCancelled(db)) cancelled += await cancelWaiting(db, id)
  await supersedeOvertaken(db)
  await engineOf(db).foldTallies(db)
  return { freed, finished: await finishAnnouncements(db, now), cancelled }
}

function isDead(instance: Awaited<ReturnType<typeof listInstances>>[number], us: Us, now: number): boolean {
  if (instance.beat_at === GIVEN_UP) return true
  if (instance.host === us.host && !us.alive(instance.pid)) return true
  return (us.silentFor ? us.silentFor(instance) : now - instance.beat_at) > SILENT_AFTER
}
