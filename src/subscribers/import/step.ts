import { type Db, transact } from '#db/open.ts'
import { countWaitingLetters } from '#db/queries/letters.ts'
import { listComponents } from '#db/queries/status.ts'
import {
  clearImport,
  findImportAtWork,
  meetHashes,
  moveImport,
  noteProblems,
  readText,
} from '#db/queries/subscriber-imports.ts'
import type { SubscriberImportRow } from '#db/schema.ts'
import { addCounts, type Counts, readCounts } from './counts.ts'
import { type ComponentNames, type Listed, readListed, type Unfit } from './person.ts'
import { type Read, readRecords, STRETCH } from './records.ts'
import type { Settings } from './settings.ts'
import { takeIn } from './take-in.ts'

/** So many are asked by mail at once, and then not before so many ms: ten a second, whatever the list. */
export const ASKED_AT_ONCE = 20
export const ASKED_EVERY = 2_000
/** While so many account mails wait already, nobody else is asked: the relay is slow, or away. */
const WAITING = 500
/** Rows of one transaction: fewer would hold the writer no shorter, since what takes long then is the disk. */
const LEAST = 100
const MOST = 1_000
/** A transaction that took longer is followed by shorter ones; one that took less than half of it by longer ones. */
const GOAL_MS = 20
const CLEARED = 1_000

/** How long a stretch has taken, by a clock that only goes forward. */
export interface Watch {
  now: () => number
  elapsed: () => number
}

/**
 * Reads lists of people in, a stretch at each call: the one whose turn it is, with its cursor in the same transaction, so
 * that a process that dies goes on where it was. Several may run at once: each stretch is done by one of them.
 */
export function importer(db: Db, { now, elapsed }: Watch) {
  let size = 100

  async function step(): Promise<boolean> {
    const one = await findImportAtWork(db, now())
    if (!one) return false
    if (one.state === 'clearing') return clear(one)
    const settings: Settings = JSON.parse(one.settings ?? '')
    const stretch = await read(one, settings)
    const asks = one.state === 'running' ? stretch.rows.filter(isToAsk).length : 0
    if (asks > 0 && (await countWaitingLetters(db, WAITING)) >= WAITING) return wait(one)
    const began = elapsed()
    await transact(db, (tx) => take(tx, one, stretch, settings, asks))
    pace(elapsed() - began)
    return true
  }

  /** The next rows as they are to be taken: no more of them than may be asked at once. */
  async function read(one: SubscriberImportRow, settings: Settings): Promise<Stretch> {
    const known = namesOf(await listComponents(db))
    const text = await readText(db, one.id, one.read_bytes, STRETCH)
    const whole = one.read_bytes + text.length >= one.bytes
    const options = { delimiter: one.delimiter, whole, line: one.line + 1 }
    const found = readRecords(text, { ...options, most: size })
    const heads = settings.heads && one.read_bytes === 0 ? 1 : 0
    const rows = found.records.slice(heads).map((record) => readListed(record, settings, known, now()))
    const fit = one.state === 'running' ? fitting(rows) : rows.length
    if (fit === rows.length) return { ...found, rows }
    return { ...readRecords(text, { ...options, most: fit + heads }), rows: rows.slice(0, fit) }
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

  function pace(ms: number): void {
    if (ms > GOAL_MS) size = Math.max(LEAST, Math.floor(size / 2))
    else if (ms < GOAL_MS / 2) size = Math.min(MOST, Math.ceil(size * 1.25))
  }

  return { step }
}

interface Stretch extends Pick<Read, 'bytes' | 'lines'> {
  rows: (Listed | Unfit)[]
}

const DOUBLED = 'This address stands on an earlier line already.'

const isToAsk = (row: Listed | Unfit) => !('problem' in row) && row.agreedAt === null

/** How many rows, from the first on, ask no more people than may be asked at once. */
function fitting(rows: (Listed | Unfit)[]): number {
  let asked = 0
  const end = rows.findIndex((row) => isToAsk(row) && ++asked > ASKED_AT_ONCE)
  return end < 0 ? rows.length : end
}

/** Those whom this run meets for the first time, and those whose address stood on an earlier line. */
async function firsts(tx: Db, one: SubscriberImportRow, people: Listed[]) {
  const key = ({ hash }: Listed) => `${one.state === 'checking' ? 'c' : 'r'}${hash}`
  const here = new Map<string, Listed>()
  for (const person of people) if (!here.has(key(person))) here.set(key(person), person)
  const met = await meetHashes(tx, one.id, [...here.keys()])
  const fresh = [...here].filter(([hash]) => !met.has(hash)).map(([, person]) => person)
  const chosen = new Set(fresh)
  return { fresh, doubled: people.filter((person) => !chosen.has(person)) }
}

function namesOf(components: { id: string; name: string }[]): ComponentNames {
  return new Map(components.flatMap(({ id, name }) => [[name.toLowerCase(), id] as const, [id, id] as const]))
}
