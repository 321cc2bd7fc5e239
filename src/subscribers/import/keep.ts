import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { insertPiece } from '#db/queries/import-rows.ts'
import { deleteImport, findImport, insertImport, moveImport } from '#db/queries/subscriber-imports.ts'
import { Refusal } from '#src/refusal.ts'
import type { Manager } from '../manage.ts'
import { guessColumns } from './columns.ts'
import { LONGEST, readRecords } from './records.ts'
import { delimiterOf, encodingOf, noList, piecesOf } from './text.ts'

/** The largest file that is taken, in bytes. */
export const LARGEST = 20 * 1024 * 1024
/** More columns than this no list of people has. */
const WIDEST = 100
/** Rows that are shown before anything is said of how to read them. */
export const SHOWN = 8

/**
 * Keeps an uploaded list, as text and in pieces, so that whoever else writes comes in between. Nothing is read in yet.
 * Throws a {@link Refusal} beside `file`: no list of people. Returns its number.
 */
export async function keepList(db: Db, file: { name: string; bytes: Buffer }, by: Manager): Promise<number> {
  const wrong =
    file.bytes.length > LARGEST ? 'This file is larger than 20 MiB. Split it.' : noList(file.bytes)
  if (wrong) throw new Refusal('invalid', { file: wrong })
  const encoding = encodingOf(file.bytes)
  let id: number | undefined
  let start = 0
  let run = 0
  for await (const text of piecesOf(file.bytes, encoding)) {
    if (id === undefined) id = await begin(db, file.name, encoding, text, by)
    run = longestRun(text, run)
    if (run > LONGEST) await refuseLong(db, id)
    const size = Buffer.byteLength(text)
    await insertPiece(db, { import_id: id, start, size, text })
    start += size
  }
  if (id === undefined) throw new Refusal('invalid', { file: 'This file is empty.' })
  await moveImport(db, { id, state: 'new', read_bytes: 0 }, { bytes: start })
  return id
}

/** How far the last line has come, or the longest of this text where that is too long for any row. */
function longestRun(text: string, before: number): number {
  const lines = text.split(/[\r\n]/)
  const lengths = lines.map((line, at) => line.length + (at === 0 ? before : 0))
  return Math.max(...lengths) > LONGEST / 2 ? LONGEST + 1 : (lengths.at(-1) ?? 0)
}

async function refuseLong(db: Db, id: number): Promise<never> {
  await transact(db, (tx) => deleteImport(tx, id))
  throw new Refusal('invalid', {
    file: 'There is a line in this file that is longer than any row of a list.',
  })
}

async function begin(db: Db, name: string, encoding: string, text: string, { staff, now }: Manager) {
  const delimiter = delimiterOf(text)
  const rows = firstRows(text, delimiter)
  const width = Math.max(0, ...rows.map((cells) => cells.length))
  if (!width) throw new Refusal('invalid', { file: 'There is no row in this file.' })
  if (width > WIDEST)
    throw new Refusal('invalid', {
      file: `This has ${width} columns. Leave those that matter here, ${WIDEST} at most.`,
    })
  const guess = guessColumns(rows)
  return insertImport(db, {
    file: name.replace(/[^\p{L}\p{M}\p{N} ._()-]/gu, '_').slice(-100) || 'list.csv',
    bytes: 0,
    encoding,
    delimiter,
    columns: JSON.stringify({ width, guess }),
    settings: null,
    state: 'new',
    created_at: now,
    staff_id: staff.id,
    staff_name: staff.name,
  })
}

/** The first rows of a list as cells. */
export function firstRows(text: string, delimiter: string): string[][] {
  const options = { delimiter, most: SHOWN, whole: true, line: 1 }
  return readRecords(Buffer.from(text), options)
    .records.filter(({ problem }) => !problem)
    .map(({ cells }) => cells)
}

/** Stops an import where it stands; whoever came until then stays. Its rows are forgotten. Throws a {@link Refusal} when it is over. */
export function cancelImport(db: Db, one: { id: number }, by: Manager): Promise<void> {
  return transact(db, async (tx) => {
    const now = await stands(tx, one.id)
    if (now.state === 'clearing' || now.ended_at !== null)
      throw new Refusal('conflict', { form: 'This import is over already.' })
    if (now.state === 'new') return deleteImport(tx, one.id)
    await moveImport(tx, now, { state: 'clearing', ended_at: by.now, turn_at: by.now })
    await insertAudit(tx, {
      at: by.now,
      staff: by.staff,
      action: 'subscribers.import_cancel',
      object: String(one.id),
    })
  })
}

/** The import with this number as it stands. Throws a {@link Refusal} when there is none. */
export async function stands(db: Db, id: number) {
  const one = await findImport(db, id)
  if (!one) throw new Refusal('not_found', { form: 'There is no such import.' })
  return one
}
