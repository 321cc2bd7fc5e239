import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { addSent } from '#db/queries/sent-days.ts'
import type { Channel } from '#src/channels/channel.ts'
import { troubleOf } from '#src/trouble.ts'
import type { Journal } from './journal.ts'
import { dayOf } from './ramp.ts'
import { type Ended, record, recordBare } from './record.ts'
import type { Sending } from './sending.ts'

/** Results reach the ledger at most this much later, in number and in time (F4); fewer together without a journal. */
const FLUSH_AFTER = { results: 500, ms: 100, withoutJournal: 64 }

/**
 * Holds what attempts came to until it is written, one batch after the other. What cannot be written now, since the
 * database is in trouble, is kept for the next time; `onFault` hears of it, and `expectWritten` throws what went wrong. A
 * result at which the database takes offence keeps nobody else from being written down; the log says so.
 */
export function resultsFor({
  db,
  channel,
  journal,
  onFault,
  log,
}: {
  db: Db
  channel: Channel
  journal: Journal | undefined
  onFault: () => void
  log?: Sending['log']
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
    const left = await writeDown(batch)
    if (left.length) {
      waiting = left.concat(waiting)
      onFault()
    } else committed?.()
    inHand = 0
    if (waiting.length && !timer) timer = setTimeout(() => void flush(), FLUSH_AFTER.ms)
  }

  /** All in one transaction; where that fails because of one of them, each half by itself. Returns what is left to write. */
  async function writeDown(batch: Ended[]): Promise<Ended[]> {
    try {
      await transact(db, async (tx) => {
        await record(tx, batch)
        await countSent(tx, channel, batch)
      })
      return []
    } catch (error) {
      fault = error
      if (troubleOf(error)) return batch
      if (batch.length === 1) return writeBare(batch, error)
      const half = batch.length >> 1
      return [...(await writeDown(batch.slice(0, half))), ...(await writeDown(batch.slice(half)))]
    }
  }

  /** At least that it has come to its end: otherwise it would be tried again and again. */
  async function writeBare(one: Ended[], offence: unknown): Promise<Ended[]> {
    try {
      await recordBare(db, one)
      log?.error({ channel, err: offence }, 'An answer could not be written down whole')
      return []
    } catch (error) {
      fault = error
      return one
    }
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
