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
  })
}

test('hostile requests to every route: never a fault of ours, and the server lives', async () => {
  const routes = builtRoutes()
  expect(routes.length).toBeGreaterThan(10)
  await fc.assert(
    fc.asyncProperty(hostile(routes), async ({ path, method, type, body, cookie, accept }) => {
      const bodily = !['GET', 'HEAD', 'OPTIONS'].includes(method)
      const { status, body: heard } = await ask(site.port, path, {
        method,
        headers: {
          origin: site.url,
          'content-type': type,
          cookie: `candor=${cookie}`.slice(0, 3_000),
          accept,
        },
        ...(bodily ? { body: Buffer.from(body.toWellFormed()) } : {}),
      })
      if (status >= 500)
        throw new Error(`${method} ${path} answered ${status}\n${site.output().slice(-2_000)}`)
      expect(heard).not.toMatch(/node_modules|\bat \w+ \(|SQLITE_|syntax error at or near|Kysely/)
    }),
    { numRuns: 500, seed: 20_261_122 },
  )
  expect(site.process.exitCode).toBeNull()
  expect((await ask(site.port, '/healthz')).status).toBe(200)
})
