import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import sirv from 'sirv'

export type Static = (req: IncomingMessage, res: ServerResponse, next: () => void) => void

/** Files of the build, listed once at start: what is not in the list does not exist, however its path is spelt. */
export function staticFiles(folder: string): Static {
  if (!existsSync(folder)) return (_req, _res, next) => next()
  const serve = sirv(folder, {
    etag: true,
    dotfiles: false,
    extensions: [],
    setHeaders(res, path) {
      // Names under _astro carry a hash of what is in them.
      const hashed = path.startsWith('/_astro/')
      res.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
    },
  })
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    serve(req, res, next)
  }
}

/**
 * Whether an address that is no file may not reach the site either: a file's name where only pages live, so that a cache
 * in front never takes a staff page for a style sheet (W15),
 * what the framework offers by itself and we do not use,
 * and the pages of faults, which nobody asks for by name.
 */
export function neverAPage(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return /^\/(?:_(?!actions\/)|(?:404|500)\/?$)/.test(path) || /^\/admin\/(?:.*\/)?[^/]*\.\w+$/i.test(path)
}
