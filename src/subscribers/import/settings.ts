import { z } from 'zod'
import { choice, line, optional, parse, type TypedFields } from '#src/fields.ts'
import { IMPACTS, KIND_NAMES } from '#src/posts/kinds.ts'
import { Refusal } from '#src/refusal.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { parseChoices } from '../choices.ts'
import type { Choices } from '../subscriber.ts'
import { readTags } from '../tag.ts'
import { COLUMN_NAMES, type Column } from './columns.ts'

/** How a list is read, and what holds for everybody in it whom no column says otherwise of. */
export interface Settings {
  statuspage: boolean
  heads: boolean
  columns: (Column | null)[]
  choices: Choices
  language: (typeof LANGUAGES)[number]
  tags: string[]
  /** Where and when they agreed, as somebody vouches; null: each is asked by mail. */
  voucher: { at: number; evidence: string } | null
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

const form = z.object({
  format: choice(['statuspage', 'columns'], 'Say how this list is built.'),
  heads: optional(z.string()),
  language: choice(LANGUAGES, 'Choose a language.'),
  consent: choice(['ask', 'vouched'], 'Say whether they have agreed already.'),
  agreed_on: optional(z.string().regex(DAY, 'Give a day, such as 2026-03-31.')),
  evidence: optional(line('Say where and how they agreed.', 500)),
})

/** Reads the form beside the preview of a list. Throws a {@link Refusal} with a sentence beside each field that is wrong. */
export function readSettings(typed: TypedFields, width: number, now: number): Settings {
  const { format, heads, language, consent, agreed_on, evidence } = parse(form, typed)
  const statuspage = format === 'statuspage'
  const columns = Array.from({ length: width }, (_, at) => columnIn(typed[`column-${at}`]))
  if (!statuspage) refuseWithoutAddress(columns)
  const settings = {
    statuspage,
    heads: !statuspage && heads === 'yes',
    columns,
    choices: parseChoices(typed),
    language,
    tags: readTags(String(typed.tag ?? '')),
  }
  if (consent === 'ask') return { ...settings, voucher: null }
  return { ...settings, voucher: voucherIn(agreed_on, evidence, now) }
}

function columnIn(value: string | string[] | undefined): Column | null {
  return COLUMN_NAMES.find((name) => name === value) ?? null
}

function refuseWithoutAddress(columns: (Column | null)[]): void {
  if (!columns.some((one) => one === 'email' || one === 'phone' || one === 'address'))
    throw new Refusal('invalid', { columns: 'Say which column holds the mail address or the number.' })
  const twice = columns.find((one, at) => one && columns.indexOf(one) !== at)
  if (twice) throw new Refusal('invalid', { columns: `Two columns are “${twice}”: choose one of them.` })
}

function voucherIn(day: string | null, evidence: string | null, now: number) {
  const at = Date.parse(`${day ?? ''}T00:00:00Z`)
  if (Number.isNaN(at))
    throw new Refusal('invalid', { agreed_on: 'Say on which day they agreed, or the last of them.' })
  if (at > now) throw new Refusal('invalid', { agreed_on: 'Nobody has agreed in the future.' })
  if (!evidence || evidence.length < 10)
    throw new Refusal('invalid', {
      evidence: 'Say where and how they agreed, in words that you could show to each of them.',
    })
  return { at, evidence }
}

/** What was said before, as the form shows it again. */
export function typedOf(settings: Settings): TypedFields {
  const { choices, voucher } = settings
  return {
    format: settings.statuspage ? 'statuspage' : 'columns',
    ...(settings.heads ? { heads: 'yes' } : {}),
    ...Object.fromEntries(settings.columns.map((one, at) => [`column-${at}`, one ?? ''])),
    kinds: [...choices.kinds],
    scope: choices.components === 'all' ? 'all' : 'some',
    components: choices.components === 'all' ? [] : choices.components,
    impact: choices.leastImpact,
    language: settings.language,
    tag: settings.tags.join(', '),
    consent: voucher ? 'vouched' : 'ask',
    agreed_on: voucher ? new Date(voucher.at).toISOString().slice(0, 10) : '',
    evidence: voucher?.evidence ?? '',
  }
}

/** What the form begins with: everything, asked first. */
export const BEGIN: Pick<Settings, 'choices' | 'language' | 'tags' | 'voucher'> = {
  choices: { kinds: [...KIND_NAMES], components: 'all', leastImpact: IMPACTS[0] },
  language: 'en',
  tags: [],
  voucher: null,
}
