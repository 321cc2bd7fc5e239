import type { APIRoute } from 'astro'
import { mayKeep } from '#src/kept.ts'
import source from '#src/ui/embed.js?raw'

/** Without what only its own readers need: two thirds of the bytes. */
const SHORT = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s+/gm, '')

/** The script for other people's pages. */
export const embedRoute: APIRoute = () => {
  const headers = new Headers({
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  })
  mayKeep(headers, { touches: ['page'] })
  return new Response(SHORT, { headers })
}
