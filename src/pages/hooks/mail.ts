import type { APIRoute } from 'astro'
import { type Confirmation, readEvents } from '#src/channels/email/bounce/events.ts'
import { type MailReport, readMail } from '#src/channels/email/bounce/read.ts'
import { showsSecret, signatureHolds } from '#src/channels/email/bounce/secret.ts'
import { config } from '#src/config.ts'
import { db } from '#src/database.ts'
import { noteReport } from '#src/deliveries/bounce.ts'
import { log } from '#src/log.ts'

/**
 * Mails that came back, from the operator's mail system or provider (E6): a raw message, or JSON. Whatever is
 * authenticated and can be read is answered 200 with how much of it counted, so that nobody tries again for nothing.
 */
export const POST: APIRoute = async ({ request, url, locals }) => {
  const secret = config().mailHookSecret
  if (!secret) return refusal(404, 'not_found', 'Returned mails are not taken in here.')
  const body = locals.body ?? Buffer.of()
  const signature = request.headers.get('x-candor-signature')
  const authorization = request.headers.get('authorization')
  if (!showsSecret(authorization, secret) && !signatureHolds(signature, body, secret, Date.now())) {
    const shown = authorization !== null || signature !== null
    return shown
      ? refusal(403, 'secret', 'The secret or the signature does not hold.')
      : refusal(401, 'secret', 'Show MAIL_HOOK_SECRET.', {
          'www-authenticate': 'Basic realm="Returned mails"',
        })
  }
  const reports = read(body, request.headers, url)
  return reports instanceof Response
    ? reports
    : Response.json({ counted: await note(reports) }, { headers: PRIVATE })
}

type Reports = (MailReport | Confirmation)[]

const MAIL = /^(?:message\/(?:rfc822|global)|application\/octet-stream)\s*(?:;|$)/i
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i
const ENVELOPE = ['x-original-to', 'delivered-to', 'x-envelope-to', 'x-rcpt-to']
/** JSON grows in memory; no provider sends nearly as much at once. */
const MOST_JSON = 4 * 1024 * 1024

function read(body: Buffer, headers: Headers, url: URL): Reports | Response {
  const type = headers.get('content-type') ?? ''
  if (MAIL.test(type)) {
    const envelope = [url.searchParams.get('to'), ...ENVELOPE.map((name) => headers.get(name))]
    return [readMail(body, envelope.filter(Boolean).join('\n'))]
  }
  // Amazon SNS calls its JSON a plain text.
  if (!JSON_TYPE.test(type) && !headers.has('x-amz-sns-message-type'))
    return refusal(415, 'type', 'Send message/rfc822 or application/json.')
  if (body.length > MOST_JSON) return refusal(413, 'too_large', 'This is too long to be taken in.')
  const json = parsed(body)
  if (json === undefined) return refusal(400, 'json', 'This is not JSON.')
  return readEvents(json) ?? refusal(400, 'form', 'This is no event that is known here.')
}

/** Undefined when it is not JSON. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

async function note(reports: Reports): Promise<number> {
  let counted = 0
  for (const report of reports) {
    if ('kind' in report) counted += await noteReport(db(), report, Date.now())
    else log().info({ open: report.confirm }, 'Amazon SNS asks whether it may send: open this address once')
  }
  return counted
}

const PRIVATE = { 'cache-control': 'no-store' }

function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error: { code, message, fields: {} } },
    { status, headers: { ...PRIVATE, ...headers } },
  )
}
