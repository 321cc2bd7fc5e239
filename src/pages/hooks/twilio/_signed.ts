import type { APIContext } from 'astro'
import { type HookParams, readParams, signatureHolds } from '#src/channels/sms/callback.ts'
import { config } from '#src/config.ts'

/**
 * The parameters of a webhook that Twilio has signed, or the 403 to answer. The signed address is the one that
 * everybody knows us by, never what a Host header claims (S5).
 */
export async function signedParams({ request, url }: APIContext): Promise<HookParams | Response> {
  const params = readParams(await request.text())
  const called = config().publicUrl + url.pathname + url.search
  const signature = request.headers.get('x-twilio-signature')
  if (signatureHolds({ url: called, params, signature }, config().sms?.authTokens ?? [])) return params
  return Response.json(
    { error: { code: 'signature', message: 'The signature does not hold.', fields: {} } },
    { status: 403, headers: { 'cache-control': 'no-store' } },
  )
}
