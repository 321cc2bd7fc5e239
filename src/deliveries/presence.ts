import type { Db } from '#db/open.ts'
import { ABSENCE, noteAlive, wake } from './wake.ts'

/**
 * Says again and again that this sender lives (`note`). Where it could not for as long as an absence, because the
 * database was out of its reach, it wakes as after a start before anything more leaves (F12): `check` stands in front of
 * all work that sends. `onHeld` hears which announcements staff are asked about. Time is that of the clock that only
 * goes forward, so that a step of the other one is no absence (D6).
 */
export function presence(
  db: Db,
  {
    now,
    elapsed = () => performance.now(),
    onHeld,
  }: { now: () => number; elapsed?: () => number; onHeld: (announcements: number[]) => void },
) {
  let seen = elapsed()
  let waking: Promise<void> | undefined

  async function check(): Promise<void> {
    if (elapsed() - seen <= ABSENCE) return
    waking ??= rouse().finally(() => {
      waking = undefined
    })
    await waking
  }

  async function rouse(): Promise<void> {
    const held = await wake(db, now())
    seen = elapsed()
    if (held.length) onHeld(held)
  }

  return {
    check,
    async note(): Promise<void> {
      await check()
      await noteAlive(db, now())
      seen = elapsed()
    },
  }
}
