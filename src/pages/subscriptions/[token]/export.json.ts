import type { APIRoute } from 'astro'
import { readDb } from '#src/database.ts'
import { exportOf } from '#src/subscribers/export.ts'
import { openPreferences } from '#src/subscribers/preferences.ts'
import { keepQuiet } from '../_tongue.ts'

/** All that is kept of whoever the token speaks for, as a file (P2). */
export const GET: APIRoute = async ({ params }) => {
  const subscriber = await openPreferences(readDb(), params.token ?? '')
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  keepQuiet(headers)
  if (!subscriber) {
    const error = { code: 'not_found', message: 'This link is no longer valid.' }
    return new Response(JSON.stringify({ error }), { status: 404, headers })
  }
  headers.set('content-disposition', 'attachment; filename="subscription.json"')
  return new Response(`${JSON.stringify(await exportOf(readDb(), subscriber), null, 2)}\n`, { headers })
}
