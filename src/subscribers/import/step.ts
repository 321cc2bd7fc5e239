import { type Db, transact } from '#db/open.ts'
import { clearImport, clearProblems, clearSeen, noteProblems, readText } from '#db/queries/import-rows.ts'
import { countWaitingLetters } from '#db/queries/letters.ts'
import { listComponents } from '#db/queries/status.ts'
import { findImportAtWork, moveImport } from '#db/queries/subscriber-imports.ts'
import type { SubscriberImportRow } from '#db/schema.ts'
import { troubleOf } from '#src/trouble.ts'
import { addCounts, type Counts, readCounts } from './counts.ts'
import { DOUBLED, firsts } from './firsts.ts'
import { pacing } from './pace.ts'
import { type ComponentNames, type Listed, readListed, type Unfit } from './person.ts'
import { type Read, readRecords, STRETCH } from './records.ts'
import type { Settings } from './settings.ts'
import { takeIn } from './take-in.ts'

/** So many are asked by mail at once, and then not before so many ms: ten a second, whatever the list. */
export const ASKED_AT_ONCE = 20
export const ASKED_EVERY = 2_000
/** While so many account mails wait already, nobody else is asked: the relay is slow, or away. */
const WAITING = 500
const CLEARED = 2_000

/** How long a stretch has taken, by a clock that only goes forward. */
export interface Watch {
  now: () => number
  elapsed: () => number
}

/**
 * Reads lists of people in, a stretch at each call: the one whose turn it is, with its cursor in the same transaction, so
 * that a process that dies goes on where it was. Several may run at once: each stretch is done by one of them. `held`: for
 * how long (ms) the last stretch has held the writer.
 */
export function importer(db: Db, { now, elapsed }: Watch) {
  const pace = pacing()
  let held = 0

  async function step(): Promise<boolean> {
    const one = await findImportAtWork(db, now())
    if (!one) return false
    if (one.state === 'clearing') return clear(one)
    if (one.state === 'checking' && one.read_bytes === 0 && (await forget(one))) return true
    const settings: Settings = JSON.parse(one.settings ?? '')
    const readUpTo = await reader(one, settings)
    const found = readUpTo(pace.size())
    try {
      return await goOn(one, settings, found, readUpTo)
    } catch (error) {
      if (troubleOf(error) || !found.records.length) throw error
      if (!pace.failed(found.records.length)) return true
      await passOver(one, settings, found)
      throw error
    }
  }

  /** What stands next in a list, as records, without its heads. */
  async function reader(one: SubscriberImportRow, settings: Settings): Promise<(most: number) => Read> {
    const text = await readText(db, one.id, one.read_bytes, STRETCH)
    const whole = one.read_bytes + text.length >= one.bytes
    const heads = settings.heads && one.read_bytes === 0 ? 1 : 0
    return (most) => {
      const options = { delimiter: one.delimiter, whole, line: one.line + 1, most: most + heads }
      const read = readRecords(text, options)
      return { ...read, records: read.records.slice(heads) }
    }
  }

  async function goOn(
    one: SubscriberImportRow,
    settings: Settings,
    found: Read,
    readUpTo: (most: number) => Read,
  ): Promise<boolean> {
    const known = namesOf(await listComponents(db))
    const rows = found.records.map((record) => readListed(record, settings, known, now()))
    // No more of them than may be asked at once.
    const fit = one.state === 'running' ? fitting(rows) : rows.length
    const stretch = { ...(fit < rows.length ? readUpTo(fit) : found), rows: rows.slice(0, fit) }
    const asks = one.state === 'running' ? stretch.rows.filter(isToAsk).length : 0
    if (asks > 0 && (await countWaitingLetters(db, WAITING)) >= WAITING) return wait(one)
    // Waiting for the writer is not holding it.
    const began = await transact(db, async (tx) => {
      const at = elapsed()
      await take(tx, one, stretch, settings, asks)
      pace.took(elapsed() - at)
      return at
    })
    held = elapsed() - began
    return true
  }

  /** A row at which we fail is noted as a problem, so that those behind it come in; whoever called hears of the fault. */
  async function passOver(one: SubscriberImportRow, settings: Settings, found: Read): Promise<void> {
    const rows = found.records.map(({ line }) => ({ line, problem: FAULT }))
    await transact(db, (tx) => take(tx, one, { ...found, rows }, settings, 0))
  }

  /** One stretch: its rows, its problems, its counts and where the next one begins. */
  async function take(
    tx: Db,
    one: SubscriberImportRow,
    { rows, bytes, lines }: Stretch,
    settings: Settings,
    asks: number,
  ): Promise<void> {
    const at = one.read_bytes + bytes
    const over = at >= one.bytes || bytes === 0
    const moved = { read_bytes: at, line: lines - 1, turn_at: now() + (asks ? ASKED_EVERY : 0) }
    if (!(await moveImport(tx, one, moved))) return
    const unfit = rows.filter((row): row is Unfit => 'problem' in row)
    const { fresh, doubled } = await firsts(
      tx,
      one,
      rows.filter((row): row is Listed => !('problem' in row)),
    )
    const evidence = settings.voucher?.evidence ?? null
    const taken = await takeIn(tx, fresh, { dry: one.state === 'checking', evidence, now: now() })
    await noteProblems(tx, one.id, [...unfit, ...doubled.map(({ line }) => ({ line, problem: DOUBLED }))])
    const also = { ...taken, rows: rows.length, unfit: unfit.length, doubled: doubled.length }
    const counts = addCounts(readCounts(one.counts), also)
    const end = over ? ending(one, counts) : {}
    await moveImport(tx, { ...one, ...moved }, { counts: JSON.stringify(counts), ...end })
  }

  function ending({ state }: SubscriberImportRow, counts: Counts) {
    return state === 'checking'
      ? { state: 'checked', said: JSON.stringify(counts), checked_at: now() }
      : { state: 'clearing', ended_at: now(), turn_at: now() }
  }

  async function clear(one: SubscriberImportRow): Promise<boolean> {
    await transact(db, async (tx) => {
      if (await clearImport(tx, one.id, CLEARED)) return
      const state = one.ended_at !== null && one.read_bytes >= one.bytes ? 'done' : 'cancelled'
      await moveImport(tx, one, { state })
    })
    return true
  }

  async function wait(one: SubscriberImportRow): Promise<false> {
    await moveImport(db, one, { turn_at: now() + 5 * ASKED_EVERY })
    return false
  }

  /** Checked once more: what the check before has met and noted is forgotten first. Returns whether there was anything. */
  function forget(one: SubscriberImportRow): Promise<boolean> {
    return transact(db, async (tx) => {
      // Another sender may have begun meanwhile.
      if (!(await moveImport(tx, one, { turn_at: now() }))) return true
      return (await clearSeen(tx, one.id, CLEARED)) || (await clearProblems(tx, one.id, CLEARED))
    })
  }

  return { step, held: () => held }
}

interface Stretch extends Pick<Read, 'bytes' | 'lines'> {
  rows: (Listed | Unfit)[]
}

const FAULT =
  'Something went wrong with this line, and we have written down where. The others come in without it.'

const isToAsk = (row: Listed | Unfit) => !('problem' in row) && row.agreedAt === null

/** How many rows, from the first on, ask no more people than may be asked at once. */
function fitting(rows: (Listed | Unfit)[]): number {
  let asked = 0
  const end = rows.findIndex((row) => isToAsk(row) && ++asked > ASKED_AT_ONCE)
  return end < 0 ? rows.length : end
}

function namesOf(components: { id: string; name: string }[]): ComponentNames {
  return new Map(components.flatMap(({ id, name }) => [[name.toLowerCase(), id] as const, [id, id] as const]))
}
