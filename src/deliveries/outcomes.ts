import { setImmediate as turn } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { listOutcomes, type Outcome } from '#db/queries/outcomes.ts'
import type { Channel } from '#src/channels/channel.ts'
import { aboutOf } from '#src/channels/index.ts'
import { addressFor } from '#src/subscribers/mask.ts'
import { type Steersman, steer } from './steer.ts'

/** Rows read at once: a few milliseconds, a few hundred kilobytes. */
const PAGE = 1_000
const COLUMNS = ['to', 'channel', 'state', 'carrier says', 'code', 'answer', 'tries', 'first try', 'sent']

/** Notes in the audit who takes the outcomes of an announcement away. Throws a Refusal when there is no such announcement. */
export async function noteExport(db: Db, id: number, by: Steersman): Promise<void> {
  await steer(db, id, 'announcement.export', by, async () => ({}))
}

/**
 * Every delivery of an announcement as CSV (RFC 4180, W16), some lines at a time: never more than one page of it is in
 * memory, and others get their turn in between. Instants are UTC as ISO 8601.
 */
export async function* outcomesAsCsv(db: Db, id: number): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  for (let afterSubscriber = 0; ; ) {
    const page = await listOutcomes(db, id, { afterSubscriber, limit: PAGE })
    if (page.length) yield page.map((row) => csvLine(cellsOf(row))).join('')
    if (page.length < PAGE) return
    afterSubscriber = page.at(-1)?.subscriber_id ?? Number.MAX_SAFE_INTEGER
    await turn()
  }
}

function cellsOf(row: Outcome): string[] {
  const said =
    aboutOf(row.channel as Channel).arrives === 'reported' && row.state === 'sent' ? row.outcome : ''
  return [
    row.address === null ? 'erased' : addressFor({ channel: row.channel, address: row.address }, false),
    row.channel,
    row.state,
    said ?? '',
    row.code ?? '',
    row.answer ?? '',
    String(row.attempts),
    instant(row.first_at),
    instant(row.sent_at),
  ]
}

const instant = (at: number | null) => (at === null ? '' : new Date(at).toISOString())

/** One record. What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(cells: string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
