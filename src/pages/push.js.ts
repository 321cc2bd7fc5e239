import type { APIRoute } from 'astro'
import { mayKeep } from '#src/kept.ts'
import source from '#src/ui/push-worker.js?raw'

/** The service worker that shows what we tell a browser; at the root, because it speaks for the whole page. */
export const GET: APIRoute = () => {
  const headers = new Headers({ 'content-type': 'text/javascript; charset=utf-8' })
  mayKeep(headers, { touches: ['page'] })
  return new Response(source, { headers })
}
