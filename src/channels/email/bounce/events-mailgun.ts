import { type Json, object, own } from './json.ts'
import type { MailReport } from './read.ts'
import { nothing, told } from './told.ts'

// Mailgun's webhooks: `{"signature": …, "event-data": …}`.

export const isMailgun = (event: Json) => own(object(event['event-data']), 'event') !== ''

export function mailgun(outer: Json): MailReport {
  const event = object(outer['event-data'])
  const headers = object(object(event.message).headers)
  const traces = [own(object(event.envelope), 'sender'), own(headers, 'message-id')]
  const recipient = own(event, 'recipient')
  const kind = own(event, 'event')
  if (kind === 'complained' || kind === 'unsubscribed')
    return told({ complaint: true, recipient, permanent: null, traces })
  if (kind !== 'failed' && kind !== 'rejected') return nothing()
  const status = object(event['delivery-status'])
  const permanent = own(event, 'severity') === 'permanent'
  const answer = own(status, 'message') || own(status, 'description')
  return told({
    recipient,
    // Mailgun goes on trying by itself after a temporary failure.
    action: permanent ? 'failed' : 'delayed',
    status: own(status, 'enhanced-code'),
    diagnostic: /^\d{3}\b/.test(answer) ? answer : `${own(status, 'code')} ${answer}`.trim(),
    permanent,
    traces,
  })
}
