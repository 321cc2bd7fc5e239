import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as breath } from 'node:timers/promises'
import { leaveHome, moveIn } from '#db/home.ts'
import { expectCurrent } from '#db/migrate.ts'
import { type Db, engineOf, openDb } from '#db/open.ts'
import { deleteInstance, insertInstance, listInstances } from '#db/queries/instances.ts'
import { suppressGone } from '#db/queries/leftovers.ts'
import type { Carrier, Channel } from '#src/channels/channel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { presence } from '#src/deliveries/presence.ts'
import { watchRates } from '#src/deliveries/rates.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { listening } from '#src/deliveries/silence.ts'
import { sweep, TakenForDead } from '#src/deliveries/sweep.ts'
import { tellOwners } from '#src/deliveries/tell-owners.ts'
import { expireAccountMail, noteAlive, wake } from '#src/deliveries/wake.ts'
import { keepAlarms } from '#src/monitors/keep-alarms.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { type BackupPlan, keepBackups } from './backups.ts'
import { faultLog } from './faults.ts'
import { bringing } from './lists.ts'
import { loop } from './loop.ts'
import { type Log, type Means, meansOfSender } from './means.ts'
import { purge } from './purge.ts'

/** After so many rows a breath (ms): first mails leave before a million are made, which still takes less time than sending. */
const MANY_ROWS = 250
const BREATH = 10

export interface SenderOptions {
  databaseUrl: string
  carriers: Map<Channel, Carrier>
  /** Where a backup is put every day. */
  backup?: { folder: string; keep: number } | null
  /** How fast each may go, and where journals are kept; without it, as fast as they can, and none. */
  means?: Means
  log: Log
  now?: () => number
  /** Called when this instance must begin anew (another has taken its claims). */
  onLost: () => void
}

/**
 * The sender: expands announcements, sends what is due, keeps closures' time and sweeps the ledger, until `stop`
 * resolves. Everything it must remember is in the database; it may be killed at any moment.
 */
export async function startSender({
  databaseUrl,
  carriers,
  backup,
  means,
  log,
  now = Date.now,
  onLost,
}: SenderOptions) {
  const db = openDb(databaseUrl, 'sender')
  const { meansFor, settle, clear } = meansOfSender(db, means, log)
  const us = { id: randomUUID(), host: hostname(), alive: isAlive, silentFor: listening(), settle }
  await expectCurrent(db)
  await moveIn(db, now())
  const onHeld = (announcements: number[]) =>
    log.info({ announcements }, 'Paused what is old or was restored; staff decide whether it still goes')
  const held = await wake(db, now())
  if (held.length) onHeld(held)
  const here = presence(db, { now, onHeld })
  await insertInstance(db, { id: us.id, host: us.host, pid: process.pid, now: now() })
  await sweep(db, us, now())
  await clear(now())

  const ending = new AbortController()
  const faults = faultLog(log)
  const onFault = (error: unknown) => {
    if (error instanceof TakenForDead) return onLost()
    faults.note(error)
  }
  const deliverers = [...carriers.values()].map((carrier) =>
    deliverer({ db, carrier, owner: us.id, now, log, ...meansFor(carrier.channel, us.id) }),
  )
  const sending = deliverers.map(({ work }) => loop(() => here.check().then(work), { idleMs: 500, onFault }))
  const releasing = loop(
    async () => {
      await here.check()
      const decided = await releaseHeld(db, now())
      if (decided) for (const one of [...sending, ...deliverers]) one.wake()
      return decided
    },
    { idleMs: 1_000, onFault },
  )
  const expanding = loop(
    async () => {
      const made = await fanOut(db, now())
      if (made) for (const one of [releasing, ...sending, ...deliverers]) one.wake()
      if (made >= MANY_ROWS) await breath(BREATH)
      return made
    },
    { idleMs: 500, onFault },
  )
  const others = [
    loop(() => keepTime(db, now()), { idleMs: 1_000, onFault }),
    loop(() => keepAlarms(db, now()), { idleMs: 1_000, onFault }),
    loop(() => sweep(db, us, now()).then(reportFinished), { idleMs: 1_000, onFault }),
    loop(() => lookAtUnknown(db, carriers, now()), { idleMs: 2_000, onFault }),
    loop(() => suppressGone(db), { idleMs: 30_000, onFault }),
    loop(() => here.note(), { idleMs: 10_000, onFault }),
    loop(() => expireAccountMail(db, now()), { idleMs: 30_000, onFault }),
    loop(bringing(db, now), { idleMs: 1_000, onFault }),
    loop(() => engineOf(db).keepSmall(db), { idleMs: 10_000, onFault }),
    loop(() => watchRates(db, now()), { idleMs: 5_000, onFault }),
    loop(() => writeToOwners(), { idleMs: 5_000, onFault }),
    loop(() => purge(db, now()), { idleMs: 3_600_000, faultMs: 60_000, onFault }),
  ]
  if (backup)
    others.push(
      loop(() => backUp({ databaseUrl, ...backup }), { idleMs: 600_000, faultMs: 600_000, onFault }),
    )
  // So that a publish is sent within milliseconds; the loops look by themselves all the same.
  const watching = engineOf(db).watch(db, databaseUrl, () => {
    expanding.wake()
    releasing.wake()
    for (const one of [...sending, ...deliverers]) one.wake()
  })
  log.info({ instance: us.id, channels: [...carriers.keys()] }, 'The sender is at work')

  async function backUp(plan: BackupPlan): Promise<void> {
    const file = await keepBackups(plan, now(), ending.signal).catch((error) => {
      if (!ending.signal.aborted) throw error
    })
    if (file) log.info({ file }, 'Backed up')
  }

  /** Without mail there is no way to reach them but the staff's front page. */
  async function writeToOwners(): Promise<void> {
    const kinds = carriers.has('email') ? await tellOwners(db, now()) : []
    if (kinds.length) log.info({ kinds }, 'Wrote to the owners about what needs somebody')
  }

  function reportFinished({ finished, freed, cancelled }: Awaited<ReturnType<typeof sweep>>): number {
    faults.well()
    if (freed) log.info({ freed }, 'Took back claims of a sender that died')
    for (const id of finished) log.info({ announcement: id }, 'Everybody has been told')
    return cancelled
  }

  return {
    async stop(): Promise<void> {
      await watching.stop()
      ending.abort()
      const stopped = Promise.allSettled(deliverers.map((one) => one.stop()))
      await Promise.all([expanding, releasing, ...sending, ...others].map((one) => one.stop()))
      const failed = (await stopped).filter((result) => result.status === 'rejected')
      for (const { reason } of failed) onFault(reason)
      // Claims whose results could not be written are freed by whoever comes next, because we are dead then.
      if (!failed.length) await deleteInstance(db, us.id)
      await noteAlive(db, now())
      if (!(await listInstances(db)).length) await leaveHome(db, now())
      await db.destroy()
    },
  }
}

async function lookAtUnknown(db: Db, carriers: Map<Channel, Carrier>, now: number): Promise<void> {
  for (const carrier of carriers.values()) await reconcile(db, carrier, now)
}

/** Whether another process of this host runs. One with our own number is dead: we have it now (a container that began anew). */
export function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
