import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

const EXAMPLES: Record<string, string> = {
  token: '1-1-abcdefghijklmnopqrstuv',
  id: 'abc123def456',
  kind: 'incidents',
  month: '2026-11',
  path: 'pages/abc123def456/incidents',
}

/** Every route of the built site, as the build itself lists them: `/admin/components/[id]` and so on. */
export function builtRoutes(): string[] {
  const folder = resolve(ROOT, process.env.CANDOR_DIST || 'dist', 'server')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.mjs'),
  )
  const routes = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return [...text.matchAll(/"routeData":\{[^}]*?"route":"([^"]+)"/g)].map((found) => found[1] ?? '')
  })
  return [...new Set(routes)].sort()
}

/** An address on a route, with something believable for its parameters. */
export function addressOn(route: string): string {
  return route.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_whole, name: string) => EXAMPLES[name] ?? 'x')
}

export interface Heard {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A request whose target is sent exactly as given; `fetch` would tidy it up first. */
export function ask(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    // Node's client names no length for DELETE by itself.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const req = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers, ...length } },
      (res) => {
        let heard = ''
        // Whatever goes on without end has been answered.
        if (String(res.headers['content-type']).startsWith('text/event-stream') && res.statusCode === 200) {
          resolve({ status: 200, headers: res.headers, body: '' })
          return void req.destroy()
        }
        res.setEncoding('utf8')
        res.on('data', (text: string) => {
          heard += text
        })
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: heard }))
        res.on('error', reject)
      },
    )
    req.on('error', reject)
    req.end(body)
  })
}
