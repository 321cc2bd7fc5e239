import { describe, expect, test } from 'vitest'
import { turnAway } from '#src/server/guard.ts'

const OURS = 'https://status.example.com'
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'CONNECT', 'FOO']
const TYPES = [
  undefined,
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
  'application/octet-stream',
]
const ORIGINS = [
  undefined,
  OURS,
  'https://evil.example',
  `${OURS}.evil.example`,
  'http://status.example.com',
  'null',
  '',
]
const SITES = [undefined, 'same-origin', 'same-site', 'cross-site', 'none', 'same-origin, same-origin']
const ROUTES = [
  '/',
  '/subscribe',
  '/admin/posts/new',
  '/?_action=posts.publish',
  '/_actions/posts.publish',
  '/healthz',
]
const EXEMPT = ['/u/12-1-abcDEF_-', '/hooks/mail', '/hooks/twilio/status', '/u/12-1-abc?x=1']

const knock = (method: string, url: string, headers: Record<string, string | undefined> = {}) =>
  turnAway({ method, url, headers }, OURS)?.status

function every(
  routes: string[],
  judge: (one: Record<string, string | undefined> & { method: string; url: string }) => void,
) {
  for (const url of routes)
    for (const method of METHODS)
      for (const type of TYPES)
        for (const origin of ORIGINS) for (const site of SITES) judge({ url, method, type, origin, site })
}

const unsafe = (method: string) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)

describe('the matrix of methods, content types, Origin, Sec-Fetch-Site and routes', () => {
  test('what changes something passes only when a browser says that it comes from our own page', () => {
    let judged = 0
    every(ROUTES, ({ url, method, type, origin, site }) => {
      const status = knock(method, url, { 'content-type': type, origin, 'sec-fetch-site': site })
      const known = METHODS.indexOf(method) < 7
      const ours = site === 'same-origin' || (origin === OURS && (site === undefined || site === 'none'))
      const wanted = known ? (unsafe(method) && !ours ? 403 : undefined) : 405
      if (status !== wanted) expect({ url, method, type, origin, site, status }).toBe(wanted)
      judged += 1
    })
    expect(judged).toBe(ROUTES.length * METHODS.length * TYPES.length * ORIGINS.length * SITES.length)
  })

  test('one-click unsubscribe and the hooks of carriers pass from anywhere', () => {
    every(EXEMPT, ({ url, method, type, origin, site }) => {
      const status = knock(method, url, { 'content-type': type, origin, 'sec-fetch-site': site })
      const wanted = METHODS.indexOf(method) < 7 ? undefined : 405
      if (status !== wanted) expect({ url, method, type, origin, site, status }).toBe(wanted)
    })
  })
})

test.each([
  '/u/x?_action=posts.publish',
  '/u/x?a=1&_action=posts.publish',
  '/u/x?%5Faction=posts.publish',
  '/u/x?_%61ction=posts.publish',
  '/u/x?_action',
  '/hooks/twilio/status?_action=staff.invite',
  '/_actions/posts.publish',
])('an action is never exempt, wherever it is sent to: %s', (url) => {
  expect(knock('POST', url)).toBe(403)
  expect(knock('POST', url, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).toBe(403)
})

test.each([
  '/u/',
  '/u',
  '/u/x/',
  '/u/x/y',
  '/u/a%2Db',
  '/U/x',
  '/%75/x',
  '/hooks',
  '/hooks/',
  '/hooks/a.b',
  '/x/u/y',
  '/u/x;y',
])('only the exact route is exempt, not %s', (url) => expect(knock('POST', url)).toBe(403))

test.each([
  '//admin',
  '/admin//posts',
  '/\\admin',
  '/u/x/../../admin',
  '/./admin',
  '/admin/.',
  '/%2e%2e/admin',
  '/.%2E/admin',
  '/admin%2Fposts',
  '/admin%5cposts',
  '/%2561dmin',
  '/%252561dmin',
  '/admin%00',
  '/admin%3bx',
  '/admin%0d%0ax',
  '/admin%zz',
  '/admin%',
  '/adm\u00ef',
  'http://status.example.com/admin',
  '*',
  '',
])('an address that routers could read in two ways is refused for every method: %s', (url) => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    expect(knock(method, url, { 'sec-fetch-site': 'same-origin' })).toBe(400)
  }
})

test.each([
  '/incidents/abc123def456',
  '/history/2026-11',
  '/caf%C3%A9',
  '/a.b/c~d',
  '/..well/x',
  '/x?y=//../%2561\\',
])('an ordinary address passes: %s', (url) => expect(knock('GET', url)).toBeUndefined())

describe('programs with a token', () => {
  const api = '/api/v1/pages/abcdefghijkl/incidents.json'
  const show = (authorization?: string, more = {}) => knock('POST', api, { authorization, ...more })

  test.each(['OAuth candor_x', 'Bearer candor_x', 'bearer candor_x', 'oauth candor_x'])(
    'pass from anywhere with %s',
    (authorization) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect(knock(method, api, { authorization })).toBeUndefined()
      expect(
        show(authorization, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      ).toBeUndefined()
    },
  )

  test.each([undefined, '', 'OAuth', 'OAuth ', 'Basic YTpi', 'Token x', 'candor_x'])(
    'are asked for one when they show %s',
    (authorization) => expect(show(authorization)).toBe(401),
  )

  test('a cookie is no token', () => expect(show(undefined, { cookie: 'candor=x' })).toBe(401))

  test.each([
    '/api/v1',
    '/api/v1/',
    '/api/v10/pages',
    '/api/v2/summary.json',
    '/API/v1/pages',
    '/api/v1/pages/x y',
    '/admin/posts/new',
    '/',
    '/api/v1/pages?_action=posts.publish',
    '/admin/?x=/api/v1/pages',
  ])('a token opens nothing at %s', (url) => {
    expect([400, 403]).toContain(knock('POST', url, { authorization: 'OAuth candor_x' }))
  })
})
