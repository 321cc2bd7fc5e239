import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aPage } from '#test/support/makers.ts'
import { addressOn, ask, builtRoutes } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
})
afterAll(() => site?.stop())

const NASTY = [
  '',
  "' or 1=1--",
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '\u0000',
  '%00',
  '$\u007b7*7}',
  '{{7*7}}',
  '😀'.repeat(40),
  'a'.repeat(2_000),
  '-1',
  '99999999999999999999',
  '1e309',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  '[object Object]',
  '\r\nset-cookie: x=1',
  'javascript:alert(1)',
  '2026-02-30',
  '\ud800',
]
const NAMES = ['_action', 'id', 'token', 'email', 'page', 'kind', 'component', 'next', 'q', 'before']

/** What is answered before the site: liveness, the stream, files, and names that only look like one of them. */
const OUR_OWN = ['/', '/live', '/healthz', '/readyz', '/_astro/[id]', '/_image', '/404', '/[id].php']

const nasty = fc.constantFrom(...NASTY)
const pairs = fc.array(fc.tuple(fc.oneof(nasty, fc.constantFrom(...NAMES)), nasty), { maxLength: 6 })

const encode = (text: string) => encodeURIComponent(text.toWellFormed())
const query = (all: [string, string][]) =>
  all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')

/** Requests as somebody bored, or a scanner, would send them, to every route there is. */
function hostile(routes: string[]) {
  const route = fc.constantFrom(...routes)
  const path = fc.oneof(
    route.map(addressOn),
    fc.tuple(route, nasty).map(([one, value]) => one.replace(/\[[^\]]+\]/g, encode(value))),
    fc.tuple(route, nasty).map(([one, value]) => `${addressOn(one)}/${encode(value)}`),
  )
  return fc.record({
    path: fc.tuple(path, pairs).map(([address, all]) => `${address}?${query(all)}`.slice(0, 12_000)),
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    type: fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'text/plain',
      'nonsense',
    ),
    body: fc.oneof(
      pairs.map(query),
      nasty,
      fc.constantFrom('{', '[]', '{"__proto__":1}', '--x\r\n\r\n--x--'),
    ),
    cookie: fc.oneof(fc.constant(''), nasty.map(encode)),
    accept: fc.constantFrom('text/html', 'application/json', '*/*', 'nonsense'),
    encoding: fc.constantFrom('', 'br', 'gzip;q=0.5, *', 'br;q=9', ',;=,', 'a'.repeat(2_000)),
    tags: fc.constantFrom('', '*', '"x"', 'W/', '"'.repeat(999), `"${'x", "'.repeat(400)}"`),
  })
}

const REQUESTS = 10_000
const AT_ONCE = 16

/** Memory of a process in MiB, where the system tells. */
function memoryOf(pid: number): number {
  const path = `/proc/${pid}/status`
  const told = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Number(/VmRSS:\s+(\d+) kB/.exec(told)?.[1] ?? Number.NaN) / 1_024
}

test('ten thousand hostile requests to every route: never a fault of ours, the server lives, its memory stays', async () => {
  const routes = builtRoutes()
  expect(routes.length).toBeGreaterThan(10)
  const all = [...routes, ...OUR_OWN]
  const requests = fc.sample(hostile(all), { numRuns: REQUESTS, seed: 20_261_122 })
  const memory: number[] = []
  async function one({
    path,
    method,
    type,
    body,
    cookie,
    accept,
    encoding,
    tags,
  }: (typeof requests)[number]) {
    const bodily = !['GET', 'HEAD', 'OPTIONS'].includes(method)
    const { status, body: heard } = await ask(site.port, path, {
      method,
      headers: {
        origin: site.url,
        'content-type': type,
        cookie: `candor=${cookie}`.slice(0, 3_000),
        accept,
        'accept-encoding': encoding,
        'if-none-match': tags,
      },
      ...(bodily ? { body: Buffer.from(body.toWellFormed()) } : {}),
    })
    if (status >= 500) throw new Error(`${method} ${path} answered ${status}\n${site.output().slice(-2_000)}`)
    expect(heard).not.toMatch(/node_modules|\bat \w+ \(|SQLITE_|syntax error at or near|Kysely/)
  }
  for (let at = 0; at < REQUESTS; at += AT_ONCE) {
    await Promise.all(requests.slice(at, at + AT_ONCE).map(one))
    if (at % 1_000 < AT_ONCE) memory.push(memoryOf(site.pid))
  }
  expect(site.process.exitCode).toBeNull()
  expect((await ask(site.port, '/healthz')).status).toBe(200)
  // What is kept has its bound; by the middle everything is loaded and compiled.
  const [middle = 0, end = 0] = [memory.at(memory.length / 2), memory.at(-1)]
  if (!Number.isNaN(end)) expect(end - middle, memory.map(Math.round).join(' ')).toBeLessThan(96)
})
