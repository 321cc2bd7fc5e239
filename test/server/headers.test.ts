import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtFolder } from '#src/server/build.ts'
import { standingHeaders } from '#src/server/headers.ts'
import { type Site, startSite } from '#test/support/site.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const get = (path: string, init?: RequestInit) => fetch(site.url + path, { redirect: 'manual', ...init })

test('every kind of answer wears the standing headers', async () => {
  const answers = await Promise.all([
    get('/'),
    get('/no-such-page'),
    get('/admin'),
    get('/healthz'),
    get('/admin/x.css'),
    get('/_astro/nothing.js'),
    get('/%2e%2e/admin'),
    get('/', { method: 'POST', body: 'x' }),
    get('/', { method: 'OPTIONS' }),
  ])
  const wanted = Object.entries(standingHeaders(site.url)).filter(([name]) => name !== 'referrer-policy')
  for (const answer of answers) {
    for (const [name, value] of wanted) expect(answer.headers.get(name), `${answer.url} ${name}`).toBe(value)
    expect(answer.headers.get('referrer-policy')).toMatch(/^(strict-origin-when-cross-origin|same-origin)$/)
    expect(answer.headers.get('server') ?? answer.headers.get('x-powered-by')).toBeNull()
  }
})

test('the policy allows our own files only and nothing inline', () => {
  const policy = standingHeaders('https://status.example.com')['content-security-policy'] ?? ''
  expect(policy).toMatch(/^default-src 'none'/)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
  for (const closed of ['base-uri', 'object-src', 'frame-ancestors'])
    expect(policy).toContain(`${closed} 'none'`)
})

test('only an https page promises to stay https', () => {
  expect(standingHeaders('http://127.0.0.1:1')).not.toHaveProperty('strict-transport-security')
  const promise = standingHeaders('https://status.example.com')['strict-transport-security'] ?? ''
  expect(Number(/^max-age=(\d+); includeSubDomains$/.exec(promise)?.[1])).toBeGreaterThanOrEqual(31_536_000)
})

test('files of the build are kept for ever by their hash; a file that is not there is no page', async () => {
  const sheet = `/_astro/${readdirSync(join(builtFolder(), 'client/_astro')).find((name) => name.endsWith('.css'))}`
  const file = await get(sheet)
  expect(file.status).toBe(200)
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  for (const path of [
    '/admin/x.css',
    '/admin/posts/x.js',
    '/admin/login/x.png',
    '/_astro/',
    '/_astro/x.css',
  ]) {
    expect((await get(path, { headers: { accept: 'text/html' } })).status, path).toBe(404)
  }
})

test('what a visitor claims about our name is not heard', async () => {
  const claims = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  }
  for (const path of ['/', '/admin', '/subscribe']) {
    const answer = await get(path, { headers: claims })
    expect(`${await answer.text()} ${answer.headers.get('location')}`).not.toContain('evil.example')
  }
})

test('an unknown address gets a page that says so', async () => {
  const answer = await get('/no-such-page', { headers: { accept: 'text/html' } })
  expect(answer.status).toBe(404)
  expect(await answer.text()).toMatch(/<h1/)
})
