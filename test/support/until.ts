import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until there is an answer that is not false or undefined; fails, saying for what, at the deadline. */
export async function until<Found>(
  ask: () => Promise<Found | undefined | false> | Found | undefined | false,
  what = String(ask),
  deadlineMs = 60_000,
): Promise<Found> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const found = await ask()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`)
    await pause(20)
  }
}
