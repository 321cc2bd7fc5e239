import type { Client } from 'pg'

const LONGEST_PAUSE_MS = 5_000
/** What migration 0009's trigger says in the transaction of everything that gives the sender work. */
export const WORK = 'candor_work'

/**
 * Calls back when PostgreSQL says that there is work, on a connection of its own that is opened again whenever it is
 * lost; and each time it is, since something may have been said meanwhile. Only a hint: whoever listens also looks.
 */
export function listenForWork(url: string, changed: () => void): { stop(): Promise<void> } {
  let client: Client | undefined
  let again: NodeJS.Timeout | undefined
  let pause = 200
  let stopped = false

  async function connect(): Promise<void> {
    const { default: pg } = await import('pg')
    if (stopped) return
    const next = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 10_000 })
    client = next
    // Both come when a connection is lost, one of them even twice; the first is enough.
    next.on('error', () => lost(next))
    next.once('end', () => lost(next))
    next.on('notification', changed)
    try {
      await next.connect()
      await next.query(`listen ${WORK}`)
      pause = 200
      changed()
    } catch {
      // It is tried again. Whoever works with the database says what is wrong with it; loops look by themselves meanwhile.
      lost(next)
    }
  }

  function lost(which: Client): void {
    if (stopped || client !== which) return
    client = undefined
    // It is lost already.
    which.end().catch(() => {})
    again = setTimeout(() => void connect(), pause)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }

  void connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(again)
      // Closed or lost comes to the same now.
      await client?.end().catch(() => {})
    },
  }
}
