import type { APIRoute } from 'astro'
import { config } from '#src/config.ts'
import { mayKeep } from '#src/kept.ts'

/** Everything that is said may be found; what belongs to one person is nobody else's. */
export const GET: APIRoute = () => {
  const closed = ['/admin', '/subscriptions/', '/u/'].map((path) => `Disallow: ${path}\n`).join('')
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8' })
  mayKeep(headers, { touches: ['page'] })
  return new Response(`User-agent: *\n${closed}\nSitemap: ${config().publicUrl}/sitemap.xml\n`, { headers })
}
