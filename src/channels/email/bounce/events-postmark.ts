import { type Json, own } from './json.ts'
import type { MailReport } from './read.ts'
import { nothing, told } from './told.ts'

// Postmark's webhooks. `Content` is the returned mail, where the operator has asked for it.

export const isPostmark = (event: Json) => own(event, 'RecordType') !== ''

/** Types that mean that the address does not exist; every other says that it may be there. */
const PERMANENT = ['HardBounce', 'BadEmailAddress']

export function postmark(event: Json): MailReport {
  const recipient = own(event, 'Email')
  const traces = [own(event, 'From'), own(event, 'Content'), JSON.stringify(event.Metadata ?? {})]
  const type = own(event, 'Type')
  if (own(event, 'RecordType') === 'SpamComplaint' || type === 'SpamNotification' || type === 'SpamComplaint')
    return told({ complaint: true, recipient, permanent: null, traces })
  if (
    own(event, 'RecordType') !== 'Bounce' ||
    /^(?:AutoResponder|AddressChange|Unsubscribe|Subscribe)$/.test(type)
  )
    return nothing()
  return told({
    recipient,
    action: type === 'Transient' ? 'delayed' : 'failed',
    diagnostic: own(event, 'Details') || own(event, 'Description'),
    permanent: PERMANENT.includes(type),
    traces,
  })
}
