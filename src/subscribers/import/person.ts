import type { Channel } from '#src/channels/channel.ts'
import { isTimeZone } from '#src/posts/closing.ts'
import { IMPACTS, KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { type Language, languageOf } from '#src/words/language.ts'
import { readAddress } from '../address.ts'
import { AT_ONCE, type Hours } from '../hours.ts'
import { addressHash, type Choices } from '../subscriber.ts'
import { readTags } from '../tag.ts'
import type { Column } from './columns.ts'
import { readHours } from './hours.ts'
import type { Record } from './records.ts'
import type { Settings } from './settings.ts'

/** One row of a list that can be taken in. */
export interface Listed {
  line: number
  channel: Channel
  address: string
  hash: string
  country: string | null
  name: string | null
  language: Language
  timeZone: string | null
  choices: Choices
  hours: Hours
  tags: string[]
  /** When they agreed, where somebody vouches for it; null: they are asked. */
  agreedAt: number | null
  /** The list itself says that they have left, or that nothing may go there. */
  gone: boolean
}

/** What cannot be taken in, and why: a sentence without anything that the row holds. */
export interface Unfit {
  line: number
  problem: string
}

/** Components by id and by name in small letters. */
export type ComponentNames = Map<string, string>

/** Reads one row of a list as its settings say. Now and then a phrase in it is no date, no zone, nobody: then it is unfit. */
export function readListed(
  record: Record,
  settings: Settings,
  known: ComponentNames,
  now: number,
): Listed | Unfit {
  const { line, problem } = record
  if (problem) return { line, problem }
  try {
    return listed(line, cellsOf(record.cells, settings), settings, known, now)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { line, problem: first(error.problems) }
  }
}

const first = (problems: Problems) => Object.values(problems)[0] ?? 'This row cannot be read.'

type Cells = Partial<{ [name in Column]: string }>

/** What spreadsheets would take for a formula carries an apostrophe in lists of ours (W16). */
const bare = (cell: string | undefined) => (cell ?? '').replace(/^'(?=[=+\-@\t\r])/, '').trim()

function cellsOf(cells: string[], { statuspage, columns }: Settings): Cells {
  if (!statuspage)
    return Object.fromEntries(columns.flatMap((name, at) => (name ? [[name, bare(cells[at])]] : [])))
  const [type = '', address, third, fourth] = cells.map(bare)
  const sms = type.toLowerCase() === 'sms'
  return { type, address, ...(sms ? { country: third, confirmed: fourth } : { confirmed: third }) }
}

const no = (problem: string): never => {
  throw new Refusal('invalid', { row: problem })
}

function listed(line: number, cells: Cells, settings: Settings, known: ComponentNames, now: number): Listed {
  const { channel, typed } = whereTo(cells)
  const { address, country } = readAddress(channel, typed, { country: cells.country })
  const { voucher } = settings
  const agreed =
    !/^(no|n|false|0|nein|non|não|いいえ|لا)$/i.test(cells.confirmed ?? '') &&
    !/^(asked|unconfirmed)$/i.test(cells.state ?? '')
  const vouched = voucher !== null && agreed
  if (!vouched && channel !== 'email')
    no('A number agrees with a code on the subscribe page: it cannot be asked by a list.')
  return {
    line,
    channel,
    address,
    hash: addressHash(channel, address),
    country,
    name: nameIn(cells.name),
    language: languageOf(cells.language) ?? settings.language,
    timeZone: zoneIn(cells.zone),
    choices: choicesIn(cells, settings.choices, known),
    hours: cells.rhythm || cells.quiet || cells.breaks ? readHours(cells, no) : AT_ONCE,
    tags: [...new Set([...settings.tags, ...readTags(cells.tags ?? '')])],
    agreedAt: vouched && voucher ? (instantIn(cells.agreed, now) ?? voucher.at) : null,
    gone: /^(left|unsubscribed|suppressed)$/i.test(cells.state ?? ''),
  }
}

/** By what the row says that it is, or by which of its columns holds something. */
function whereTo({ type, email, phone, address }: Cells): { channel: Channel; typed: string } {
  const said = type?.toLowerCase() ?? ''
  const either = address || email || phone || ''
  if (said === 'email' || said === 'mail') return { channel: 'email', typed: email || address || '' }
  if (said === 'sms' || said === 'phone' || said === 'text')
    return { channel: 'sms', typed: phone || address || '' }
  if (said)
    no('Lists bring mail addresses and mobile numbers only: other ways are opened by whoever owns them.')
  if (email || either.includes('@')) return { channel: 'email', typed: email || either }
  return { channel: phone || /^[+\d]/.test(either) ? 'sms' : 'email', typed: either }
}

function nameIn(cell: string | undefined): string | null {
  if (!cell) return null
  if (/[\p{Cc}\u2028\u2029\ufffd]/u.test(cell) || [...cell].length > 100)
    no('The name is too long, or is no plain text.')
  return cell
}

function zoneIn(cell: string | undefined): string | null {
  if (cell && !isTimeZone(cell)) no('The time zone is not known; it is written like Europe/Lisbon.')
  return cell || null
}

function instantIn(cell: string | undefined, now: number): number | null {
  if (!cell) return null
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(cell) ? `${cell}T00:00:00Z` : cell)
  if (!/^\d{4}-\d{2}-\d{2}/.test(cell) || Number.isNaN(at))
    no('The day on which they agreed is written like 2026-03-31.')
  if (at > now) no('Nobody has agreed in the future.')
  return at
}

const each = (cell: string) =>
  cell
    .split(/[;|]/)
    .map((one) => one.trim())
    .filter(Boolean)

function choicesIn({ kinds, components, impact }: Cells, all: Choices, known: ComponentNames): Choices {
  return {
    kinds: kinds ? each(kinds).map(kindIn) : all.kinds,
    components: components ? componentsIn(components, known) : all.components,
    leastImpact: impact
      ? (IMPACTS.find((one) => one === impact.toLowerCase()) ??
        no('The severity is none, minor, major or critical.'))
      : all.leastImpact,
  }
}

function kindIn(word: string): Kind {
  const kind = KIND_NAMES.find((one) => word.toLowerCase().replace(/s$/, '') === one)
  return kind ?? no('Kinds are incident, closure and release.')
}

function componentsIn(cell: string, known: ComponentNames): 'all' | string[] {
  if (/^(all|everything)$/i.test(cell)) return 'all'
  const ids = each(cell).map(
    (one) => known.get(one.toLowerCase()) ?? no('One of its components is not on the page.'),
  )
  return [...new Set(ids)]
}
