import { setTimeout as pause } from 'node:timers/promises'

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Asks again and again until there is an answer that is not false or undefined; fails after 20 seconds. */
export async function until<T>(ask: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 20_000
  for (;;) {
    const answer = ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`Never came true: ${ask}`)
    await pause(20)
  }
}
