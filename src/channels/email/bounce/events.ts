import { amazon, isAmazon } from './events-amazon.ts'
import { isMailgun, mailgun } from './events-mailgun.ts'
import { isPostmark, postmark } from './events-postmark.ts'
import { isSendGrid, sendGrid } from './events-sendgrid.ts'
import { type Json, object, own } from './json.ts'
import type { MailReport } from './read.ts'
import { told } from './told.ts'

/** What a provider wants before it sends anything: that somebody opens an address. */
export interface Confirmation {
  confirm: string
}

const MOST_EVENTS = 10_000

/**
 * Reads what a mail provider, or a program of the operator's own, tells in JSON: one event or an array of them. Null
 * where this is none of the forms that we know; events of no interest (delivered, opened …) are reports of nothing.
 */
export function readEvents(value: unknown): (MailReport | Confirmation)[] | null {
  const list = Array.isArray(value) ? value.slice(0, MOST_EVENTS) : [value]
  const read = list.map((one) => readEvent(object(one)))
  return read.every((one) => one !== null) ? read.flat() : null
}

function readEvent(event: Json): (MailReport | Confirmation)[] | null {
  if (isAmazon(event)) return amazon(event)
  if (isPostmark(event)) return [postmark(event)]
  if (isMailgun(event)) return [mailgun(event)]
  if (own(event, 'type') === 'bounce' || own(event, 'type') === 'complaint') {
    if (own(event, 'to') || own(event, 'message_id')) return [plainly(event)]
  }
  return isSendGrid(event) ? [sendGrid(event)] : null
}

/** Our own form, for programs of the operator's: docs/bounces.md says what stands in it. */
function plainly(event: Json): MailReport {
  return told({
    complaint: own(event, 'type') === 'complaint',
    recipient: own(event, 'recipient'),
    status: own(event, 'status'),
    diagnostic: own(event, 'answer'),
    permanent: event.permanent === true ? true : event.permanent === false ? false : null,
    traces: [own(event, 'to'), own(event, 'message_id'), own(event, 'unsubscribe')],
  })
}
