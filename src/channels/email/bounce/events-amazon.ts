import type { Confirmation } from './events.ts'
import { type Json, object, objects, own } from './json.ts'
import type { MailReport } from './read.ts'
import { nothing, told } from './told.ts'

// Amazon SES: notifications (`notificationType`) and events (`eventType`), as they are or in the envelope of SNS.

const kindOf = (event: Json) => own(event, 'notificationType') || own(event, 'eventType')

export const isAmazon = (event: Json) =>
  (kindOf(event) !== '' && 'mail' in event) || (own(event, 'TopicArn') !== '' && own(event, 'Type') !== '')

export function amazon(event: Json): (MailReport | Confirmation)[] {
  if (!own(event, 'TopicArn')) return [notice(event)]
  if (own(event, 'Type') === 'SubscriptionConfirmation') return [{ confirm: own(event, 'SubscribeURL') }]
  // The message is not cut as other texts are: it is JSON itself.
  const inner = typeof event.Message === 'string' ? parsed(event.Message) : {}
  return [kindOf(inner) ? notice(inner) : nothing()]
}

/** A notification that SNS has sent by mail; null where a mail is none. */
export function amazonMail(text: string): MailReport | null {
  // Mail systems break its long lines, with a space after each break.
  const event = parsed(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1).replace(/\n ?/g, ''))
  const [report] = isAmazon(event) ? amazon(event) : []
  return report && 'kind' in report ? report : null
}

function notice(event: Json): MailReport {
  const mail = object(event.mail)
  const traces = [own(mail, 'source'), JSON.stringify([mail.headers, mail.commonHeaders]) ?? '']
  const bounce = object(event.bounce)
  const complaint = object(event.complaint)
  switch (kindOf(event)) {
    case 'Bounce': {
      const permanent = { Permanent: true, Transient: false }[own(bounce, 'bounceType')] ?? null
      return together(
        objects(bounce.bouncedRecipients).map((one) =>
          told({
            recipient: own(one, 'emailAddress'),
            action: own(one, 'action').toLowerCase(),
            status: own(one, 'status'),
            diagnostic: own(one, 'diagnosticCode').replace(/^\s*smtp\s*;/i, ''),
            permanent,
            traces,
          }),
        ),
      )
    }
    case 'Complaint': {
      // SES tells of complaints that it expects, from its own list of suppressed addresses; nobody complained then.
      const wanted = !/not-spam|auth-failure|virus/.test(own(complaint, 'complaintFeedbackType'))
      if (!wanted) return nothing()
      return together(
        objects(complaint.complainedRecipients).map((one) =>
          told({ complaint: true, recipient: own(one, 'emailAddress'), permanent: null, traces }),
        ),
      )
    }
    default:
      return nothing()
  }
}

/** One report of all its recipients. */
function together([first, ...others]: MailReport[]): MailReport {
  if (!first) return nothing()
  for (const other of others) {
    first.said.push(...other.said)
    first.named.push(...other.named)
  }
  return first
}

function parsed(text: string): Json {
  try {
    return object(JSON.parse(text))
  } catch {
    // Amazon also sends words in this place, to see whether somebody listens.
    return {}
  }
}
