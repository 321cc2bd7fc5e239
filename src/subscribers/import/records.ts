import { type CsvError, type Info, parse } from 'csv-parse/sync'

/** One record of a list with the line on which it begins; `problem` where it could not be read. */
export interface Record {
  line: number
  cells: string[]
  problem?: string
}

/** What was read of a stretch: how many bytes and lines are done with. */
export interface Read {
  records: Record[]
  bytes: number
  lines: number
}

/** Longer than this no record is: a quote that is never closed swallows no more. */
export const LONGEST = 64 * 1024
/** How much of a file must be at hand, unless it ends before: two of the longest records. */
export const STRETCH = 4 * LONGEST

const UNREADABLE: Partial<{ [code: string]: string }> = {
  CSV_QUOTE_NOT_CLOSED: 'The quotes of this line do not close.',
  CSV_MAX_RECORD_SIZE: 'This line is too long, or its quotes do not close.',
}

/**
 * Reads up to `most` records (RFC 4180, any line ends) from the beginning of `text`. `whole`: the file ends with it;
 * otherwise the last record, which may go on, is left for the next time. A line that cannot be read costs only itself.
 */
export function readRecords(
  text: Buffer,
  { delimiter, most, whole, line }: { delimiter: string; most: number; whole: boolean; line: number },
): Read {
  const read: Read = { records: [], bytes: 0, lines: line }
  while (read.records.length < most && read.bytes < text.length) {
    const blank = blankBytes(text, read.bytes)
    read.lines += newlines(text, read.bytes, read.bytes + blank)
    read.bytes += blank
    const rest = text.subarray(read.bytes)
    const { rows, fault } = attempt(rest, { delimiter, most: most - read.records.length })
    let done = 0
    for (const { record, info } of rows) {
      // It may go on behind what is at hand.
      if (!whole && info.bytes >= rest.length) break
      const start = done + blankBytes(rest, done)
      read.records.push({ line: read.lines + newlines(rest, done, start), cells: record })
      read.lines += newlines(rest, done, info.bytes)
      done = info.bytes
    }
    read.bytes += done
    if (!fault) {
      if (whole && rows.length < most) finish(read, text)
      break
    }
    if (!whole && text.length - read.bytes <= LONGEST) break
    passOver(read, text, fault)
  }
  return read
}

interface Row {
  record: string[]
  info: Info
}

/** As many rows as can be read, and what is wrong with the one behind them. */
function attempt(text: Buffer, { delimiter, most }: { delimiter: string; most: number }) {
  const options = {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST,
    record_delimiter: ['\r\n', '\n', '\r'],
  }
  try {
    return { rows: parse(text, { ...options, to: most }) as unknown as Row[] }
  } catch (error) {
    const { code, records = 0 } = error as CsvError & { records?: number }
    if (!code?.startsWith('CSV_')) throw error
    const rows = records > 0 ? (parse(text, { ...options, to: records }) as unknown as Row[]) : []
    return { rows, fault: UNREADABLE[code] ?? 'This line cannot be read.' }
  }
}

/** Goes on behind the line that could not be read. */
function passOver(read: Read, text: Buffer, problem: string): void {
  const end = lineEnd(text, read.bytes)
  read.records.push({ line: read.lines, cells: [], problem })
  read.lines += newlines(text, read.bytes, end)
  read.bytes = end
}

/** What is left holds no record. */
function finish(read: Read, text: Buffer): void {
  read.lines += newlines(text, read.bytes, text.length)
  read.bytes = text.length
}

const [LF, CR] = [0x0a, 0x0d]

function blankBytes(text: Buffer, from: number): number {
  let at = from
  while (text[at] === LF || text[at] === CR) at += 1
  return at - from
}

function newlines(text: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++)
    if (text[at] === LF || (text[at] === CR && text[at + 1] !== LF)) count += 1
  return count
}

function lineEnd(text: Buffer, from: number): number {
  let at = from
  while (at < text.length && text[at] !== LF && text[at] !== CR) at += 1
  return Math.min(text.length, text[at] === CR && text[at + 1] === LF ? at + 2 : at + 1)
}
