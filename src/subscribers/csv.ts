import { setImmediate as turn } from 'node:timers/promises'
import { stringify } from 'csv-stringify/sync'
import type { Db } from '#db/open.ts'
import { type Exported, listExported } from '#db/queries/exported.ts'
import { listProblems } from '#db/queries/import-rows.ts'
import { listPeople, type Narrowed, type Standing } from '#db/queries/people.ts'
import { aboutOf } from '#src/channels/index.ts'
import { nationalNumber } from '#src/channels/sms/address.ts'
import { hoursInCells } from './import/hours.ts'

/** Rows read at once: some ten milliseconds, a few hundred kilobytes. */
const PAGE = 500

export const FORMATS = ['whole', 'statuspage'] as const
export type Format = (typeof FORMATS)[number]

/** The names of Statuspage's API where it has the same thing. */
const HEADS = [
  'type',
  'email',
  'phone_number',
  'phone_country',
  'endpoint',
  'state',
  'name',
  'language',
  'time_zone',
  'kinds',
  'components',
  'least_impact',
  'rhythm',
  'digest_at',
  'quiet_hours',
  'critical_at_once',
  'tags',
  'agreed_at',
  'origin',
  'created_at',
  'ended_at',
]

/**
 * Subscribers as CSV (RFC 4180; what a spreadsheet would take for a formula behind an apostrophe, W16), some lines at a
 * time: never more than a page of them is in memory, and others get their turn in between. `whole`: all that is kept, as
 * our own import reads it; `statuspage`: the list that Statuspage imports, mail and text messages of those who have not
 * left. `done` hears at the end, or when nobody wants more, how many rows there were.
 */
export async function* peopleAsCsv(
  db: Db,
  narrowed: Narrowed,
  format: Format,
  done: (rows: number) => Promise<void>,
): AsyncGenerator<string> {
  let rows = 0
  try {
    if (format === 'whole') yield lines([HEADS])
    for (let after: number | null | undefined; after !== null; ) {
      const page = await listPeople(db, narrowed, { after, limit: PAGE })
      const states = new Map(page.people.map((one) => [one.id, one.state]))
      const people = await listExported(db, [...states.keys()])
      const cells = people.flatMap((one) => cellsOf(one, states.get(one.subscriber.id) ?? 'active', format))
      rows += cells.length
      if (cells.length) yield lines(cells)
      after = page.next
      await turn()
    }
  } finally {
    await done(rows)
  }
}

const lines = (records: string[][]) => stringify(records, { escape_formulas: true, record_delimiter: '\r\n' })

function cellsOf(one: Exported, state: Standing, format: Format): string[][] {
  if (format === 'whole') return [wholeOf(one, state)]
  const { channel, address, country } = one.subscriber
  if (state === 'left' || state === 'suppressed') return []
  const agreed = state === 'asked' ? 'no' : 'yes'
  if (channel === 'email') return [[channel, address, agreed]]
  return channel === 'sms' ? [[channel, nationalNumber(address), country ?? '', agreed]] : []
}

const instant = (at: number | null) => (at === null ? '' : new Date(at).toISOString())

function wholeOf({ subscriber, origin, tags }: Exported, state: Standing): string[] {
  const { channel, address, choices } = subscriber
  const only = (wanted: string) => (channel === wanted ? address : '')
  return [
    channel,
    only('email'),
    only('sms'),
    subscriber.country ?? '',
    channel === 'email' || channel === 'sms' ? '' : aboutOf(channel).show(address),
    state,
    subscriber.name ?? '',
    subscriber.language,
    subscriber.timeZone ?? '',
    choices.kinds.join(';'),
    choices.components === 'all' ? 'all' : choices.components.join(';'),
    choices.leastImpact,
    ...hoursInCells(subscriber.hours),
    tags.join(';'),
    instant(subscriber.confirmedAt),
    origin,
    instant(subscriber.createdAt),
    instant(subscriber.endedAt),
  ]
}

/** What was wrong with the lines of a list that was brought in, as CSV. */
export async function* problemsAsCsv(db: Db, id: number): AsyncGenerator<string> {
  yield lines([['line', 'problem']])
  for (let after = 0; ; ) {
    const page = await listProblems(db, id, { after, limit: PAGE })
    if (page.length) yield lines(page.map(({ line, problem }) => [String(line), problem]))
    if (page.length < PAGE) return
    after = page.at(-1)?.line ?? after
    await turn()
  }
}
