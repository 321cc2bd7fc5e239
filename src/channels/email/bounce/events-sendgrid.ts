import { type Json, own } from './json.ts'
import type { MailReport } from './read.ts'
import { nothing, told } from './told.ts'

// SendGrid's event webhook: an array of these. Older lists of bounces have no `event`.

export const isSendGrid = (event: Json) =>
  own(event, 'email') !== '' && (own(event, 'event') !== '' || own(event, 'reason') !== '')

export function sendGrid(event: Json): MailReport {
  const recipient = own(event, 'email')
  const traces = [own(event, 'smtp-id'), own(event, 'smtp_id'), own(event, 'return_path')]
  const kind = own(event, 'event') || 'bounce'
  if (['spamreport', 'unsubscribe', 'group_unsubscribe'].includes(kind))
    return told({ complaint: true, recipient, permanent: null, traces })
  if (!['bounce', 'blocked', 'dropped', 'deferred'].includes(kind)) return nothing()
  const status = own(event, 'status')
  return told({
    recipient,
    action: kind === 'deferred' ? 'delayed' : 'failed',
    status,
    diagnostic: own(event, 'reason') || own(event, 'response'),
    // What they call blocked, or drop because of what happened before, says nothing sure of the address today.
    permanent: kind === 'bounce' && own(event, 'type') !== 'blocked',
    traces,
  })
}
