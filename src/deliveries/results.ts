import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { addSent } from '#db/queries/sent-days.ts'
import type { Channel } from '#src/channels/channel.ts'
import type { Journal } from './journal.ts'
import { dayOf } from './ramp.ts'
import { type Ended, record } from './record.ts'

/** Results reach the ledger at most this much later, in number and in time (F4); fewer together without a journal. */
export const FLUSH_AFTER = { results: 500, ms: 100, withoutJournal: 64 }

/**
 * Holds what attempts came to until it is written, one batch after the other. A batch that cannot be written now is
 * kept for the next time; `onFault` hears of it, and `expectWritten` throws what went wrong.
 */
export function resultsFor({
  db,
  channel,
  journal,
  onFault,
}: {
  db: Db
  channel: Channel
  journal: Journal | undefined
  onFault: () => void
}) {
  let waiting: Ended[] = []
  let inHand = 0
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let fault: unknown

  /** Resolves when all that waits now is written, or could not be. */
  async function flush(): Promise<void> {
    await writing
    if (!waiting.length || writing) return writing
    writing = write().finally(() => {
      writing = undefined
    })
    return writing
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    inHand = batch.length
    const committed = journal?.begin()
    try {
      await transact(db, async (tx) => {
        await record(tx, batch)
        await countSent(tx, channel, batch)
      })
      committed?.()
    } catch (error) {
      waiting = batch.concat(waiting)
      fault = error
      onFault()
    }
    inHand = 0
    if (waiting.length && !timer) timer = setTimeout(() => void flush(), FLUSH_AFTER.ms)
  }

  return {
    flush,
    add(one: Ended): void {
      waiting.push(one)
      timer ??= setTimeout(() => void flush(), FLUSH_AFTER.ms)
      const most = journal?.works() ? FLUSH_AFTER.results : FLUSH_AFTER.withoutJournal
      if (waiting.length >= most) void flush()
    },
    /** How many are not in the ledger yet. */
    size: () => waiting.length + inHand,
    /** Ends the waiting for more. */
    rest(): void {
      clearTimeout(timer)
      timer = undefined
    },
    expectWritten(): void {
      if (waiting.length) throw fault
    },
  }
}

/** What left, by the day on which it did. */
async function countSent(tx: Db, channel: Channel, batch: Ended[]): Promise<void> {
  const sent = batch.filter(({ verdict }) => verdict.change.state === 'sent')
  const last = sent.at(-1)
  if (!last) return
  const zone = (await findPage(tx))?.time_zone ?? 'UTC'
  // A batch is a tenth of a second: one of its instants will do.
  await addSent(tx, dayOf(last.at, zone), channel, sent.length)
}
