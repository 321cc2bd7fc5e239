import type { APIRoute } from 'astro'
import { readInbound } from '#src/channels/sms/callback.ts'
import { db } from '#src/database.ts'
import { hearText } from '#src/subscribers/hear-text.ts'
import { signedParams } from './_signed.ts'

/** What somebody texts to our number: STOP, START, HELP. Always 200, with at most one reply. */
export const POST: APIRoute = async (context) => {
  const params = await signedParams(context)
  if (params instanceof Response) return params
  const message = readInbound(params)
  const reply = message ? await hearText(db(), message, Date.now()) : null
  return new Response(twiml(reply), {
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  })
}

/** The answer as Twilio reads it. */
function twiml(reply: string | null): string {
  const said = reply?.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${said ? `<Message>${said}</Message>` : ''}</Response>`
}
