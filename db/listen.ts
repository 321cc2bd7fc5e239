import { type Kysely, sql } from 'kysely'
import type { Client } from 'pg'

const LONGEST_PAUSE_MS = 5_000
/**
 * What triggers say in the transaction of everything that gives the sender work (migration 0009), or that changes public
 * pages (0012).
 */
export type Heard = 'work' | 'changes'

/**
 * Calls back when PostgreSQL says so, on a connection of its own that is opened again whenever it is lost; and each time
 * it is, since something may have been said meanwhile. Only a hint: whoever listens also looks.
 */
export function listen(url: string, to: Heard, changed: () => void): { stop(): Promise<void> } {
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
      await next.query(`listen candor_${to}`)
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

/** Sets the trigger that tells whoever listens, in the transaction of everything that gives the sender work. */
export async function sayWhenThereIsWork(db: Kysely<never>): Promise<void> {
  await sql`create function candor_work() returns trigger language plpgsql as
    'begin perform pg_notify(''candor_work'', ''''); return null; end'`.execute(db)
  await sql`create trigger announcements_work after insert
    or update of hold_until, paused_at, resumed_at, cancelled_at, done_at on announcements
    for each statement execute function candor_work()`.execute(db)
}

/** Sets the trigger that tells every server that keeps pages, in the transaction that changes one. */
export async function sayWhenPagesChange(db: Kysely<never>): Promise<void> {
  await sql`create function candor_changes() returns trigger language plpgsql as
    'begin perform pg_notify(''candor_changes'', ''''); return null; end'`.execute(db)
  await sql`create trigger changes_said after insert on changes
    for each statement execute function candor_changes()`.execute(db)
}
