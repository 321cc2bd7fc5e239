import { execFile } from 'node:child_process'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { config } from '#src/config.ts'
import { log } from '#src/log.ts'
import { door, type Site } from '#src/server/door.ts'
import { listen } from '#src/server/listen.ts'
import { Spoken } from '#src/server/spoken.ts'

const open: Server[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const server of open.splice(0)) server.close()
})

/** A server whose site does this with every request. */
async function serving(site: Site, ready = async () => true): Promise<string> {
  const settings = { ...config(), host: '127.0.0.1', port: 0 }
  const front = { take: async () => false, missing: async () => {} }
  const spoken = new Spoken()
  const server = await listen(
    settings,
    door(settings, { site, front, spoken, live: { open() {} }, caughtUp: async () => {}, ready }),
  )
  open.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const broken: Site = async () => {
  throw new Error('relation "secrets" does not exist')
}

test('an unexpected error gives a plain page with an id, and one line in the log under that id', async () => {
  const noted = vi.spyOn(log(), 'error')
  const url = await serving(broken)
  const answer = await fetch(`${url}/u/1-1-abcdefghijklmnopqrstuv?x=secret`, {
    headers: { accept: 'text/html' },
  })
  const page = await answer.text()
  expect(answer.status).toBe(500)
  expect(page).not.toMatch(/secrets|relation|\bat /)
  const id = /<code>([a-z0-9]{12})<\/code>/.exec(page)?.[1]
  expect(noted).toHaveBeenCalledTimes(1)
  expect(noted.mock.calls[0]?.[0]).toMatchObject({ id, method: 'GET', path: '/u/…', err: expect.any(Error) })
})

test('a program gets the same as JSON', async () => {
  const answer = await fetch(await serving(broken))
  expect(answer.status).toBe(500)
  expect(await answer.json()).toEqual({
    error: { code: 'internal', message: expect.any(String), id: expect.stringMatching(/^[a-z0-9]{12}$/) },
  })
})

test('a fault that the site answered by itself is in the log all the same', async () => {
  const noted = vi.spyOn(log(), 'error')
  const url = await serving(async (_req, res) => void res.writeHead(500).end('sorry'))
  expect(await (await fetch(url)).text()).toBe('sorry')
  expect(noted).toHaveBeenCalledTimes(1)
})

test('an error in the middle of an answer ends the connection rather than pretending', async () => {
  const url = await serving(async (_req, res) => {
    res.writeHead(200).write('half')
    throw new Error('later')
  })
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
})

test('the site hears the visitor’s address, the id of the request and our own name', async () => {
  const heard: unknown[] = []
  const url = await serving(async (req, res, _next, locals) => {
    heard.push(req.headers.host, req.headers['x-forwarded-host'], locals)
    res.end()
  })
  await fetch(url, { headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '6.6.6.6' } })
  expect(heard).toEqual([
    new URL(config().publicUrl).host,
    undefined,
    {
      ip: '127.0.0.1',
      requestId: expect.stringMatching(/^[a-z0-9]{12}$/),
      ...{ language: 'en', prefix: '', varies: false },
      caughtUp: expect.any(Function),
      noteTrouble: expect.any(Function),
      drained: expect.any(Function),
    },
  ])
})

test('says that it is alive, and whether the database answers', async () => {
  const well = await serving(broken)
  expect((await fetch(`${well}/healthz`)).status).toBe(200)
  expect((await fetch(`${well}/readyz`)).status).toBe(200)
  const ill = await serving(broken, async () => false)
  expect((await fetch(`${ill}/healthz`)).status).toBe(200)
  expect((await fetch(`${ill}/readyz`)).status).toBe(503)
})

/** A process in which a timer of a request throws, then asks the same server again; and one where a stray timer throws. */
const PROGRAM = `
import { config } from '#src/config.ts'
import { door } from '#src/server/door.ts'
import { catchTheRest } from '#src/server/fault.ts'
import { listen } from '#src/server/listen.ts'
import { Spoken } from '#src/server/spoken.ts'
const settings = { ...config(), host: '127.0.0.1', port: 0 }
const site = async (req, res) => {
  if (req.url === '/well') return res.end('well')
  setTimeout(() => { throw new Error('thrown later') })
}
const spoken = new Spoken()
const server = await listen(settings, door(settings, { site, spoken, front: { take: async () => false }, ready: async () => true }))
catchTheRest(() => { console.log('gave up'); process.exit(1) })
const url = 'http://127.0.0.1:' + server.address().port
console.log((await fetch(url + '/ill')).status, await (await fetch(url + '/well')).text())
setTimeout(() => { throw new Error('nobody’s') })
`

test('a fault thrown later costs its own request only; one that belongs to no request stops the process', async () => {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, LOG_LEVEL: 'error' },
  })
  const { code, stdout } = await run.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  )
  expect(code).toBe(1)
  expect(stdout).toMatch(/^500 well$/m)
  expect(stdout).toMatch(/^gave up$/m)
  expect(stdout.match(/thrown later/g)?.length).toBeGreaterThan(0)
})
