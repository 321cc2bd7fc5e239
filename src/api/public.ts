import type { Touch } from '#db/queries/changes.ts'
import { mayKeep } from '#src/kept.ts'

/** Any page of the web may read what is public. */
const ANYBODY = { 'access-control-allow-origin': '*' }

/** A public answer for programs, the same for everybody. */
export function answerPublic(body: unknown, touches: Touch[], until: number | null): Response {
  const response = Response.json(body, {
    headers: { ...ANYBODY, 'content-type': 'application/json; charset=utf-8' },
  })
  mayKeep(response.headers, { touches, until })
  return response
}

/** What a browser asks before it lets a foreign page read. */
export function mayAsk(): Response {
  const headers = {
    ...ANYBODY,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': '*',
    'access-control-max-age': '86400',
  }
  return new Response(null, { status: 204, headers })
}

export function nothingHere(): Response {
  const error = { code: 'not_found', message: 'There is nothing here.', fields: {} }
  return Response.json({ error }, { status: 404, headers: { ...ANYBODY, 'cache-control': 'no-store' } })
}
