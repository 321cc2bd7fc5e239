import { isAutoReply } from './auto-reply.ts'
import { isPlainComplaint, looksLikeFeedback, readFeedback } from './complaint.ts'
import { addresses, isBounceLike, readFreeForm } from './free-form.ts'
import { readFields } from './fields.ts'
import { type Part, partsOf } from './mime.ts'
import type { Said } from './said.ts'
import { looksLikeStatusReport, readStatusReport } from './status-report.ts'
import { textOf } from './text.ts'

/** What an incoming mail is. */
export interface MailReport {
  kind: 'bounce' | 'complaint' | 'auto-reply' | 'none'
  said: Said[]
}

/**
 * Reads a raw message: what came back, and for whom. Never throws; what cannot be read is nothing. Of each part only
 * the beginning is looked at, so a message of 20 MB costs little more than its bytes.
 */
export function readMail(input: Buffer): MailReport {
  const raw = withLineFeeds(input)
  const parts = partsOf(raw)
  const text = (part: Part | undefined) => (part ? textOf(raw, part) : '')
  const find = (type: RegExp) => parts.find((part) => type.test(part.type))
  const head = parts[0]?.fields ?? new Map()

  const prose = parts
    .filter(({ type, enclosed }) => !enclosed && /^text\/(?:plain|html)$/.test(type))
    .slice(0, 4)
    .map(text)
    .join('\n')
  const feedback = text(find(/^message\/feedback-report$/)) || (looksLikeFeedback(prose) ? prose : '')
  if (feedback) return complaint(readFeedback(feedback))
  if (isPlainComplaint(head.get('subject') ?? '', parts.some(({ enclosed }) => enclosed))) return complaint('complaint')

  const status = text(find(/^message\/(?:global-)?delivery-status$/)) || (looksLikeStatusReport(prose) ? prose : '')
  const said = status ? readStatusReport(status, prose) : []
  if (said.length) return { kind: 'bounce', said }
  if (!isBounceLike(head, prose)) return { kind: isAutoReply(head) ? 'auto-reply' : 'none', said: [] }
  return { kind: 'bounce', said: readFreeForm(head, prose, sentTo(parts, text)) }
}

function complaint(verdict: 'complaint' | 'none'): MailReport {
  const said = { recipient: null, original: null, verdict, reason: null, code: '' } as const
  return { kind: verdict, said: verdict === 'none' ? [] : [said] }
}

/** Whom the enclosed original was addressed to. */
function sentTo(parts: Part[], text: (part: Part) => string): string[] {
  const original = parts.find((part, at) => part.enclosed && parts[at - 1]?.type.startsWith('message/'))
  const headers = parts.find((part) => /^(?:text|message)\/(?:rfc822-headers|rfc822|global-headers)$/.test(part.type))
  const fields = original?.fields ?? (headers ? readFields(text(headers).split('\n')) : undefined)
  return addresses(fields?.get('to') ?? '')
}

/** Old programs end lines with a carriage return alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.indexOf(10) >= 0 || raw.indexOf(13) < 0) return raw
  return Buffer.from(raw).map((byte) => (byte === 13 ? 10 : byte)) as Buffer
}
