import { isAutoReply } from './auto-reply.ts'
import { isPlainComplaint, looksLikeFeedback, readFeedback } from './complaint.ts'
import { amazonMail } from './events-amazon.ts'
import { readFields } from './fields.ts'
import { addresses, isBounceLike, isBySystem, readFreeForm } from './free-form.ts'
import { type Part, partsOf } from './mime.ts'
import type { Said } from './said.ts'
import { looksLikeStatusReport, readStatusReport } from './status-report.ts'
import { textOf } from './text.ts'
import { type Traces, tracesIn } from './traces.ts'

/** What an incoming mail, or an event of a provider, is. */
export interface MailReport {
  kind: 'bounce' | 'complaint' | 'auto-reply' | 'none'
  said: Said[]
  /** Addresses that it names, in lower case: where to look when only a Message-ID proves a delivery. */
  named: string[]
  traces: Traces
}

/** How much of the raw bytes is searched for traces of ours; encoded parts are searched as texts beside. */
const SEARCHED = 1024 * 1024

/**
 * Reads a raw message: what came back, for whom, and what in it may be ours. `envelope`: what the mail system says of
 * where it was delivered to. Never throws; what cannot be read is nothing. Of each part only the beginning is looked
 * at, so a message of 20 MB costs little more than its bytes.
 */
export function readMail(input: Buffer, envelope = ''): MailReport {
  const raw = withLineFeeds(input)
  const parts = partsOf(raw)
  const texts = parts.filter(({ type }) => /^text\/|^message\//.test(type)).slice(0, 20)
  const encoded = texts.filter(({ fields }) =>
    /base64|quoted/i.test(fields.get('content-transfer-encoding') ?? ''),
  )
  const start = raw.toString('latin1', 0, SEARCHED)
  const traces = tracesIn([envelope, start, ...encoded.map((part) => textOf(raw, part))])
  const { kind, said } = read(raw, parts)
  const heads = parts.slice(0, 20).map(({ fields }) => fields.get('to') ?? '')
  const named = [
    ...said.flatMap(({ recipient, original }) => [recipient, original]),
    ...heads.flatMap(addresses),
  ]
  return { kind, said, traces, named: [...new Set(named.filter((one) => one !== null))].slice(0, 50) }
}

function read(raw: Buffer, parts: Part[]): Pick<MailReport, 'kind' | 'said'> {
  const text = (part: Part | undefined) => (part ? textOf(raw, part) : '')
  const find = (type: RegExp) => parts.find((part) => type.test(part.type))
  const head = parts[0]?.fields ?? new Map()

  const prose = parts
    .filter(({ type, enclosed }) => !enclosed && /^text\/(?:plain|html)$/.test(type))
    .slice(0, 4)
    .map(text)
    .join('\n')
  const mailed = head.has('x-amz-sns-message-id') ? amazonMail(prose) : null
  if (mailed) return mailed
  const feedback = text(find(/^message\/feedback-report$/)) || (looksLikeFeedback(prose) ? prose : '')
  if (feedback) return complaint(readFeedback(feedback))
  if (
    isPlainComplaint(
      head.get('subject') ?? '',
      parts.some(({ enclosed }) => enclosed),
    )
  )
    return complaint('complaint')

  const status =
    text(find(/^message\/(?:global-)?delivery-status$/)) || (looksLikeStatusReport(prose) ? prose : '')
  const said = status ? readStatusReport(status, prose) : []
  if (said.length) return { kind: 'bounce', said }
  if (isAutoReply(head, isBySystem(head))) return { kind: 'auto-reply', said: [] }
  if (!isBounceLike(head, prose)) return { kind: 'none', said: [] }
  return { kind: 'bounce', said: readFreeForm(head, prose, sentTo(parts, text)) }
}

function complaint(verdict: 'complaint' | 'none'): Pick<MailReport, 'kind' | 'said'> {
  const said = { recipient: null, original: null, verdict, reason: null, code: '' } as const
  return { kind: verdict, said: verdict === 'none' ? [] : [said] }
}

/** Whom the enclosed original was addressed to. */
function sentTo(parts: Part[], text: (part: Part) => string): string[] {
  const original = parts.find((part, at) => part.enclosed && parts[at - 1]?.type.startsWith('message/'))
  const headers = parts.find((part) =>
    /^(?:text|message)\/(?:rfc822-headers|rfc822|global-headers)$/.test(part.type),
  )
  const fields = original?.fields ?? (headers ? readFields(text(headers).split('\n')) : undefined)
  return addresses(fields?.get('to') ?? '')
}

/** Old programs end lines with a carriage return alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.indexOf(10) >= 0 || raw.indexOf(13) < 0) return raw
  const copy = Buffer.from(raw)
  for (let at = copy.indexOf(13); at >= 0; at = copy.indexOf(13, at + 1)) copy[at] = 10
  return copy
}
