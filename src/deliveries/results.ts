import type { Db } from '#db/open.ts'
import { type Ended, record } from './record.ts'

/** Results reach the ledger at most this much later, in number and in time (F4). */
export const FLUSH_AFTER = { results: 64, ms: 100 }

/**
 * Holds what attempts came to until it is written, one batch after the other. A batch that cannot be written now is
 * kept for the next time; `onFault` hears of it, and `expectWritten` throws what went wrong.
 */
export function resultsFor({ db, now, onFault }: { db: Db; now: () => number; onFault: () => void }) {
  let waiting: Ended[] = []
  let writing: Promise<void> = Promise.resolve()
  let lastWritten = 0
  let fault: unknown

  function flush(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  async function write(): Promise<void> {
    if (!waiting.length) return
    const batch = waiting
    waiting = []
    lastWritten = now()
    try {
      await record(db, batch)
    } catch (error) {
      waiting = [...batch, ...waiting]
      fault = error
      onFault()
    }
  }

  return {
    flush,
    add(one: Ended): void {
      waiting.push(one)
    },
    /** Writes when enough has come together. */
    async flushWhenDue(): Promise<void> {
      if (waiting.length >= FLUSH_AFTER.results || Math.abs(now() - lastWritten) >= FLUSH_AFTER.ms)
        await flush()
    },
    expectWritten(): void {
      if (waiting.length) throw fault
    },
  }
}
