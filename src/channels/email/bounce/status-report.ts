import { type Fields, readFields } from './fields.ts'
import { chunkFor, chunksFor, proseOf } from './free-form.ts'
import { type Evidence, judge, type Said } from './said.ts'

const MOST_RECIPIENTS = 1_000
/** For so many the text for people is taken apart; of the others only the report speaks. */
const MOST_EXPLAINED = 50

/** What a delivery status notification says of each recipient (RFC 3464, 6533), with its text for people beside it. */
export function readStatusReport(report: string, prose: string): Said[] {
  const blocks = report.split(/\n[ \t]*\n/).slice(0, MOST_RECIPIENTS + 1)
  const recipients = blocks
    .map((block) => readFields(block.split('\n')))
    .filter(isRecipient)
    .slice(0, MOST_RECIPIENTS)
  const explained = proseOf(prose)
  if (recipients.length < 2) return recipients.map((fields) => judge(evidenceOf(fields, explained)))
  const named = recipients
    .slice(0, MOST_EXPLAINED)
    .map(recipientOf)
    .filter((one) => one !== null)
  const chunks = chunksFor(named, explained)
  return recipients.map((fields) => judge(evidenceOf(fields, chunks.get(recipientOf(fields) ?? '') ?? '')))
}

/** Whether a text holds the fields of such a report, though it does not call itself one. */
export const looksLikeStatusReport = (text: string) =>
  /^(?:final|original)-recipient:/im.test(text) && /^(?:action|status|diagnostic-code):/im.test(text)

const recipientOf = (fields: Fields) =>
  addressIn(fields.get('final-recipient') ?? fields.get('original-recipient'))

const isRecipient = (fields: Fields) =>
  fields.has('final-recipient') ||
  fields.has('original-recipient') ||
  (fields.has('action') && fields.has('status'))

function evidenceOf(fields: Fields, prose: string): Evidence {
  const status = fields.get('status') ?? ''
  const comment = /\(([^()]{0,500})\)/.exec(status)?.[1] ?? ''
  const recipient = recipientOf(fields)
  const diagnostic = fields.get('diagnostic-code') ?? ''
  return {
    recipient,
    original: addressIn(fields.get('original-recipient')),
    action: (fields.get('action') ?? '').toLowerCase().trim(),
    status,
    diagnostic: diagnostic.replace(/^\s*smtp\s*;/i, ''),
    comment: `${comment}\n${chunkFor(recipient, prose)}`,
    prose,
  }
}

/** `rfc822; <Ana@Example.org>` → `ana@example.org`; also `utf-8;` with RFC 6533's escapes. */
function addressIn(value: string | undefined): string | null {
  const raw = (value ?? '').replace(/^[\w-]+\s*;/, '').replace(/\\x\{([\da-f]{2,6})\}/gi, (_all, hex) => {
    const point = Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
  return /[^\s<>"';,:()]{1,64}@[^\s<>"';,()]{1,254}/.exec(raw)?.[0].toLowerCase() ?? null
}
