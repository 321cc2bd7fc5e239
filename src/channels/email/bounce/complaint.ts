import { readFields } from './fields.ts'

/**
 * What kind of feedback a report is (RFC 5965). `complaint`: a person wants no more of this. Reports about failed
 * authentication (RFC 6591), a virus, or a mail that was no spam after all (RFC 6430) speak for nobody.
 */
export function readFeedback(report: string): 'complaint' | 'none' {
  const type = readFields(report.split('\n').slice(0, 200)).get('feedback-type')?.toLowerCase().trim() ?? ''
  return /^(?:auth-failure|not-spam|virus|dmarc)/.test(type) ? 'none' : 'complaint'
}

/** Whether a text holds the fields of such a report, though it does not call itself one. */
export const looksLikeFeedback = (text: string) =>
  /^feedback-type:/im.test(text) && /^user-agent:/im.test(text)

/** Hotmail's older feedback loop, a subject and the message itself; and what mail programs send to a mailto link. */
export const isPlainComplaint = (subject: string, encloses: boolean) =>
  (encloses && /^\s*complaint about message from /i.test(subject)) || /^\s*unsubscribe\s*$/i.test(subject)
