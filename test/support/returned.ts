import type { Db } from '#db/open.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { deliveryToken } from '#src/deliveries/notice.ts'
import { publish } from '#src/posts/publish.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { anAuthor, anIncident } from './makers.ts'

export interface Told {
  announcementId: number
  subscriberId: number
  /** Its envelope sender, to which a report comes back. */
  verp: string
  /** The header of its mail, as a report returns it. */
  original: string
}

let forms = 0

/** Tells these subscribers of an incident by mail, as if it had left at `at`. */
export async function mailed(db: Db, subscriberIds: number[], at: number): Promise<Told[]> {
  forms += 1
  const author = await anAuthor(db)
  const post = anIncident({ channels: ['email'] })
  const { announcementId = 0 } = await publish(db, post, { author, now: at, formKey: `mailed ${forms}` })
  await fanOut(db, at)
  await db
    .updateTable('deliveries')
    .set({ state: 'sent', sent_at: at, first_at: at, attempts: 1 })
    .where('announcement_id', '=', announcementId)
    .execute()
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'address'])
    .where('id', 'in', subscriberIds)
    .execute()
  return subscriberIds.map((id) => {
    const key = `${announcementId}.${id}`
    const address = rows.find((row) => row.id === id)?.address
    return {
      announcementId,
      subscriberId: id,
      verp: `bounce+${key}.${deliveryToken(key)}@bounces.acme.test`,
      original: [
        `Message-ID: <d.${deliveryToken(key)}@acme.test>`,
        'From: Acme <status@acme.test>',
        `To: ${address}`,
        `List-Unsubscribe: <https://status.acme.test/u/${subscriptionToken(id, 1)}>`,
        'Subject: Email arrives late',
      ].join('\n'),
    }
  })
}

export interface Recipient {
  address: string
  status?: string
  answer?: string
  action?: string
}

/** A delivery status notification (RFC 3464) as a mail system returns it to `to`. */
export function aBounce(
  to: string,
  recipients: Recipient[],
  original = 'Subject: Email arrives late',
): string {
  const fields = recipients.map(
    ({ address, status = '5.1.1', answer = '550 5.1.1 User unknown', action = 'failed' }) =>
      `Final-Recipient: rfc822; ${address}\nAction: ${action}\nStatus: ${status}\nDiagnostic-Code: smtp; ${answer}`,
  )
  return report(
    to,
    'delivery-status',
    `Reporting-MTA: dns; mx.example.com\n\n${fields.join('\n\n')}`,
    original,
  )
}

/** A complaint in the form of RFC 5965. */
export const aComplaint = (to: string, original = 'Subject: Email arrives late', type = 'abuse'): string =>
  report(to, 'feedback-report', `Feedback-Type: ${type}\nUser-Agent: Loop/1.0\nVersion: 1`, original)

function report(to: string, kind: string, fields: string, original: string): string {
  return `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: ${to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=${kind}; boundary="r"

--r
Content-Type: text/plain

This is the mail system at mx.example.com.

--r
Content-Type: message/${kind}

${fields}

--r
Content-Type: text/rfc822-headers

${original}

--r--
`
}
