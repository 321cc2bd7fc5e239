import type { APIRoute } from 'astro'
import { readStatus } from '#src/channels/sms/callback.ts'
import { db } from '#src/database.ts'
import { noteCallback, readDeliveryToken } from '#src/deliveries/callback.ts'
import { signedParams } from '../_signed.ts'

/**
 * What became of a text message. Whatever is signed is answered with 204, known to us or not, so that the carrier
 * does not try again; repeats and late news change nothing.
 */
export const POST: APIRoute = async (context) => {
  const params = await signedParams(context)
  if (params instanceof Response) return params
  const delivery = readDeliveryToken(context.params.token ?? '')
  const said = readStatus(params, context.request.headers.get('i-twilio-idempotency-token'))
  if (delivery && said)
    await noteCallback(
      db(),
      { ...delivery, sid: said.sid, status: said.status, code: said.errorCode },
      Date.now(),
    )
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}
