import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { standingHeaders } from '../headers.ts'
import { KEEP_SECONDS } from '../limits.ts'
import { type Answer, pack } from './pack.ts'

/** Paths to what they answer. */
export type Files = ReadonlyMap<string, Answer>

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
}

/**
 * The files of the build, read and packed once, as small as they get: what is not in the list does not exist, however its
 * path is spelt. Throws for a kind of file that has no type here.
 */
export async function loadFiles(folder: string, publicUrl: string): Promise<Files> {
  if (!existsSync(folder)) return new Map()
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && !one.name.startsWith('.'),
  )
  const answers = found.map(async (one) => {
    const file = join(one.parentPath, one.name)
    const path = `/${relative(folder, file).split(sep).join('/')}`
    return [path, await pack(unpacked(file, path, publicUrl), 'files', KEEP_SECONDS)] as const
  })
  return new Map(await Promise.all(answers))
}

function unpacked(file: string, path: string, publicUrl: string) {
  const type = TYPES[extname(file)]
  if (!type) throw new Error(`No content type is known for ${path}.`)
  // Names under _astro carry a hash of what is in them.
  const hashed = path.startsWith('/_astro/')
  const headers = {
    ...standingHeaders(publicUrl),
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    'content-type': type,
  }
  return { status: 200, headers, body: readFileSync(file) }
}
