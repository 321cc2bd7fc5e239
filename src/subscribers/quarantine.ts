import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { suppressWaiting } from '#db/queries/deliveries.ts'
import {
  deleteRefusal,
  endProbe,
  findRefusal,
  isProbe,
  keepRefusal,
  listRefused,
  noteAcceptance,
  setQuarantine,
} from '#db/queries/refusals.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { Refusal } from '#src/refusal.ts'

const DAY = 86_400_000
/** So many updates refused in a row, and nothing more goes there for a while (E5, S4). */
const IN_A_ROW = 3
/** How long the first, second … quarantine in a row lasts before one message tries again; after the last, the last again. */
const RESTS = [7 * DAY, 30 * DAY, 90 * DAY]

export interface Refused {
  subscriberId: number
  announcementId: number
  code: string
  answer: string
}

/**
 * Counts an announcement that was refused for good although its address may exist; each counts once, and one that was
 * accepted in between begins the count anew. The third in a row begins a quarantine; a refused probe a longer one. An
 * acceptance that is taken back (a bounce after the 250, a report after the 201) is none. Part of the caller's transaction.
 */
export async function noteRefused(tx: Db, refused: Refused, at: number): Promise<void> {
  const { subscriberId, announcementId, code, answer } = refused
  // Erased while the message was on its way.
  if (!(await findSubscriber(tx, subscriberId))) return
  const before = await findRefusal(tx, subscriberId)
  if (before && announcementId <= before.announcement_id) return
  const accepted = before?.accepted_in ?? announcementId
  const inRow = before !== undefined && accepted === announcementId ? before : undefined
  // What was in flight when the quarantine began says the same once more: only its probe counts.
  if (inRow?.quarantined_at && inRow.accepted_in === null && !(await isProbe(tx, refused))) return
  const count = (inRow?.count ?? 0) + 1
  const rests = inRow?.rests ?? 0
  const rest = count >= IN_A_ROW ? (RESTS[Math.min(rests, RESTS.length - 1)] ?? 0) : 0
  await keepRefusal(tx, {
    subscriber_id: subscriberId,
    announcement_id: announcementId,
    accepted_in: null,
    count: Math.min(count, 1_000),
    code,
    answer,
    at,
    rests: rest ? Math.min(rests + 1, 1_000) : rests,
    quarantined_at: rest ? at : null,
  })
  if (!rest) return
  await setQuarantine(tx, subscriberId, at + rest)
  await suppressWaiting(tx, subscriberId)
}

/**
 * What was accepted ends a row of refusals. It ends a quarantine too, where it was the probe and has arrived: a mail when
 * the relay takes it, a text when its carrier reports it. Part of the caller's transaction.
 */
export async function noteAccepted(
  tx: Db,
  accepted: { subscriberId: number; announcementId: number }[],
  { arrived }: { arrived: boolean },
): Promise<void> {
  if (!accepted.length) return
  const ids = accepted.map((one) => one.subscriberId)
  const refused = new Set(await listRefused(tx, ids))
  for (const { subscriberId, announcementId } of accepted) {
    if (!refused.has(subscriberId)) continue
    await noteAcceptance(tx, subscriberId, announcementId)
    if (arrived) await endProbe(tx, subscriberId, announcementId)
  }
}

/** Ends a quarantine because the person was heard from: a confirmation, a link used, START. Returns whether there was one. */
export async function endQuarantine(tx: Db, subscriberId: number): Promise<boolean> {
  await deleteRefusal(tx, subscriberId)
  return setQuarantine(tx, subscriberId, null)
}

/** The same by a member of staff. Throws a {@link Refusal} when there was none. */
export function bringBack(
  db: Db,
  subscriberId: number,
  staff: { id: number; name: string },
  now: number,
): Promise<void> {
  return transact(db, async (tx) => {
    if (!(await endQuarantine(tx, subscriberId)))
      throw new Refusal('conflict', { form: 'This subscriber is not in quarantine any more.' })
    await insertAudit(tx, {
      at: now,
      staff,
      action: 'subscriber.bring_back',
      object: String(subscriberId),
    })
  })
}
