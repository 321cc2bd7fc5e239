import { type Db, takeTurns, transact } from '#db/open.ts'
import { raiseAlert } from '#db/queries/alerts.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { deleteService, readService, writeService } from '#db/queries/service.ts'
import { expireLetters, listRunning } from '#db/queries/stale.ts'
import { asideAlarm } from './alarms.ts'
import type { PauseReason } from './pause.ts'
import { ALERT_HOUR } from './tell-owners.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** No sender for longer than this is an absence; less is a restart (F12). */
export const ABSENCE = 15 * MINUTE
/** What nobody has heard of for so long is not told by itself any more. */
const TOO_OLD = HOUR
/** How long what account mail opens or tells is valid. */
const VALID = { code: 10 * MINUTE, alert: ALERT_HOUR, invite: 72 * HOUR, confirm: 7 * 24 * HOUR }

/**
 * What a sender does before anything leaves (F12). After a restore everything that runs is paused; after an absence what
 * ran before it; at any time what is more than an hour old and of which nothing left within the last. What waits only for
 * the hours of its readers is none of that: it goes when it is due, or now. Staff decide whether
 * it still goes. Returns the ids of what was paused now.
 */
export function wake(db: Db, now: number): Promise<number[]> {
  return transact(db, async (tx) => {
    await takeTurns(tx, 'wake')
    const restored = await readService(tx, 'restored')
    const alive = await readService(tx, 'alive')
    const absent = alive !== undefined && now - alive.at > ABSENCE
    const paused: number[] = []
    for (const one of await listRunning(tx)) {
      const touched = Math.max(one.created_at, one.resumed_at ?? 0, one.released_at ?? 0)
      const heard = Math.max(touched, one.last_sent_at ?? 0)
      const stale = (absent && now - touched > ABSENCE) || now - heard > TOO_OLD
      const onlyHeld = one.leaving !== null && Number(one.leaving) <= 0
      if (!restored && (!stale || onlyHeld)) continue
      await hold(tx, one.id, restored ? 'restored' : 'stale', now)
      paused.push(one.id)
    }
    if (paused.length) await raiseAlert(tx, asideAlarm(restored ? 'restored' : 'stale', now))
    await deleteService(tx, 'restored')
    await noteAlive(tx, now)
    return paused
  })
}

/** Says that a sender lives; also as the last thing that it does. */
export function noteAlive(db: Db, now: number): Promise<void> {
  return writeService(db, 'alive', true, now)
}

/** Account mail past the validity of what it opens or tells is not sent any more. */
export function expireAccountMail(db: Db, now: number): Promise<void> {
  return expireLetters(db, {
    code: now - VALID.code,
    alert: now - VALID.alert,
    invite: now - VALID.invite,
    confirm: now - VALID.confirm,
  })
}

async function hold(tx: Db, id: number, reason: PauseReason, now: number): Promise<void> {
  await updateAnnouncement(tx, id, { paused_at: now, pause_reason: reason })
  await insertAudit(tx, {
    at: now,
    staff: { id: null, name: null },
    action: 'announcement.pause',
    object: String(id),
    detail: { reason },
  })
}
