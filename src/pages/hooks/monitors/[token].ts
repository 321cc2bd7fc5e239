import type { APIRoute } from 'astro'
import { db } from '#src/database.ts'
import { receive } from '#src/monitors/receive.ts'
import { Refusal } from '#src/refusal.ts'

const STATUS = { invalid: 400, forbidden: 403, not_found: 404, conflict: 409, limited: 429 } as const
const PRIVATE = { 'cache-control': 'no-store' }

/** What monitors say; the token in the address is the proof. What is answered 202 is written down. */
export const POST: APIRoute = async ({ request, params }) => {
  const call = {
    token: params.token ?? '',
    body: Buffer.from(await request.arrayBuffer()),
    type: request.headers.get('content-type') ?? '',
    signature: request.headers.get('x-pagerduty-signature'),
  }
  try {
    const { made } = await receive(db(), call, Date.now())
    return Response.json({ heard: true, made }, { status: 202, headers: PRIVATE })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return Response.json(
      { error: { code: error.code, message: error.message, fields: {} } },
      {
        status: STATUS[error.code],
        headers: error.code === 'limited' ? { ...PRIVATE, 'retry-after': '60' } : PRIVATE,
      },
    )
  }
}
