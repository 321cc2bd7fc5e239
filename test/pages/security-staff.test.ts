import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aPage } from '#test/support/makers.ts'
import { addressOn, ask, builtRoutes } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'

/** Staff pages that people see before they have signed in. */
const OPEN = [
  '/admin/login',
  '/admin/logout',
  '/admin/signin/[token]',
  '/admin/setup/[token]',
  '/admin/invite/[token]',
]
const ROOT = join(import.meta.dirname, '../..')

let site: Site
beforeAll(async () => {
  site = await startSite()
  await aPage(site.db)
})
afterAll(() => site?.stop())

const staffRoutes = () => builtRoutes().filter((route) => /^\/admin(\/|$)/.test(route))

function escaped(text: string, times: number): string {
  const depth = '25'.repeat(times - 1)
  return `%${depth}${text.charCodeAt(0).toString(16)}${text.slice(1)}`
}

/** The same address as routers, proxies and file systems might spell it. */
function spellings(path: string): string[] {
  const [, first = '', ...rest] = path.split('/')
  const tail = rest.length ? `/${rest.join('/')}` : ''
  return [
    path,
    `/${escaped(first, 1)}${tail}`,
    `/${escaped(first, 2)}${tail}`,
    `/${escaped(first, 12)}${tail}`,
    `/${path}`,
    `//x/../${path}`,
    `/.${path}`,
    `/u/x/../..${path}`,
    `/%2e%2e${path}`,
    `\\${path.slice(1)}`,
    `/\\${path.slice(1)}`,
    path.replaceAll('/', '%2f').replace('%2f', '/'),
    `/${first};x=1${tail}`,
    `${path};`,
    path.toUpperCase(),
    `/${first.toUpperCase()}${tail}`,
    `${path}/`,
    `${path}/.`,
    `${path}%00`,
    `${path}%20`,
    `${path}.`,
    `${path}?_action=staff.signIn`,
    `http://127.0.0.1${path}`,
  ]
}

test('every staff page asks for a role before it does anything', () => {
  const folder = join(ROOT, 'src/pages/admin')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(astro|ts)$/.test(file),
  )
  const open = OPEN.map((route) => route.replace('/admin/', ''))
  const guarded = files.filter(
    (file) => !/(^|\/)_/.test(file) && !open.includes(file.replace(/\.(astro|ts)$/, '')),
  )
  expect(guarded.length).toBeGreaterThan(5)
  for (const file of guarded) {
    const text = readFileSync(join(folder, file), 'utf8')
    const handlers = file.endsWith('.ts')
      ? [...text.matchAll(/export (?:const|async function|function) [A-Z]+\b/g)]
      : [1]
    expect([...text.matchAll(/await requireRole\(/g)].length, file).toBeGreaterThanOrEqual(handlers.length)
    expect(text, file).toMatch(/instanceof Response/)
  }
})

test('nobody reaches a staff page without signing in, however its address is spelt', async () => {
  const routes = staffRoutes().filter((route) => !OPEN.includes(route))
  expect(routes.length).toBeGreaterThan(5)
  for (const route of routes) {
    for (const path of spellings(addressOn(route))) {
      const { status, headers } = await ask(site.port, path)
      expect([303, 400, 403, 404], `${path} answered ${status}`).toContain(status)
      if (status === 303) expect(headers.location).toMatch(/^\/admin\/login\?next=%2F/)
    }
  }
})

test('a cookie that we did not make opens nothing', async () => {
  for (const name of ['candor', '__Host-candor', 'session', 'auth_session']) {
    const { status } = await ask(site.port, '/admin', { headers: { cookie: `${name}=${'a'.repeat(43)}` } })
    expect(status).toBe(303)
  }
})

test('no action of staff does anything for somebody who is not signed in', async () => {
  const names = staffActions()
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) {
    const { status, body } = await ask(site.port, `/_actions/${name}`, {
      method: 'POST',
      headers: { origin: site.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'id=1',
    })
    expect(status, name).toBeLessThan(500)
    expect(body, name).toMatch(/signed_out|signed out/)
  }
})

test('no action runs on behalf of another site, on whatever address it is called', async () => {
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  for (const path of ['/', '/u/x', '/hooks/twilio/status', '/admin/login', '/subscribe']) {
    for (const name of ['posts.publish', 'staff.signIn', 'subscribers.subscribe']) {
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
        const headers = { ...foreign, 'content-type': type }
        const { status } = await ask(site.port, `${path}?_action=${name}`, {
          method: 'POST',
          headers,
          body: 'a=1',
        })
        expect(status, `${path} ${name} ${type}`).toBe(403)
      }
    }
  }
})

test('what is only for staff is never kept by a cache', async () => {
  for (const route of staffRoutes()) {
    const { status, headers } = await ask(site.port, addressOn(route))
    expect(headers['cache-control'], route).toMatch(status < 400 ? /no-store/ : /no-store|no-cache/)
  }
})

/** Names of all doors for staff, such as `posts.publish`, read from their files. */
function staffActions(): string[] {
  const folder = join(ROOT, 'src/actions')
  return readdirSync(folder)
    .filter((file) => !['index.ts', 'door.ts'].includes(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return [...text.matchAll(/^\s+(\w+): staffDoor\(/gm)].map(
        (found) => `${file.replace('.ts', '')}.${found[1]}`,
      )
    })
}
