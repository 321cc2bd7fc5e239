import type { APIRoute } from 'astro'
import { mayKeep } from '#src/kept.ts'
import { sheetOf } from '#src/ui/sheet.ts'

/** For ever, because another look has another address. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** The stylesheet of the public page. Whoever holds a page of yesterday is given today's, which fits it, to be asked for again. */
export const GET: APIRoute = async ({ locals, url }) => {
  const { href, css } = sheetOf(await locals.look())
  const headers = new Headers({ 'content-type': 'text/css; charset=utf-8' })
  mayKeep(headers, { touches: ['page'] })
  if (url.pathname === href) headers.set('cache-control', FOR_EVER)
  return new Response(css, { headers })
}
