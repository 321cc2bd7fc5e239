import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { standingHeaders } from '#src/server/headers.ts'
import { stopper } from '#src/server/stop.ts'
import { until } from '#test/support/until.ts'
import { aHouse } from './house.ts'

const LONG = '<p>All is well, and this is long enough to be packed.</p>'.repeat(40)
const well = (path: string) => ({ body: `${path} ${LONG}`, touches: ['posts' as const] })

test('an answer is drawn once for everybody, whatever they bring along', async () => {
  const heard: unknown[] = []
  const { get, drawn } = await aHouse((path, headers) => {
    heard.push(headers)
    return well(path)
  })
  const visitors = [
    { cookie: 'candor=secret', 'accept-language': 'pt' },
    { host: 'evil.example', 'user-agent': 'x', authorization: 'Bearer x' },
    {},
  ]
  const answers = await Promise.all(visitors.map((headers) => get('/', headers as Record<string, string>)))
  for (const path of ['/?utm_source=mail', '/?fbclid=1&x[]=2']) answers.push(await get(path))
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  expect(drawn).toEqual(['/'])
  expect(Object.keys(heard[0] as object)).toEqual(['host', 'accept'])
})

test('the query counts where it changes the page, in any order; a search is asked of the site each time', async () => {
  const { get, drawn } = await aHouse((path) => well(path))
  await get('/?kind=incident&component=mail')
  await get('/?component=mail&x=1&kind=incident')
  await get('/history/?page=2')
  await get('/history?page=2')
  for (let i = 0; i < 2; i++) await get('/history?q=mail')
  for (let i = 0; i < 2; i++) await get('/history?kind=a&kind=b')
  expect(drawn).toEqual([
    '/?component=mail&kind=incident',
    '/history?page=2',
    '/history?q=mail',
    '/history?q=mail',
    '/history?kind=a&kind=b',
    '/history?kind=a&kind=b',
  ])
})

test('what does not say that it may be kept is drawn for each visitor, and so is what sets a cookie', async () => {
  const { get, drawn } = await aHouse((path) => {
    if (path === '/subscribe') return { body: 'a form' }
    return { ...well(path), headers: { 'set-cookie': 'a=b' } }
  })
  await get('/subscribe')
  drawn.length = 0
  for (const path of ['/subscribe', '/subscribe', '/admin', '/u/1-1-x']) await get(path)
  expect(drawn).toEqual(['/subscribe', '/subscribe', '/admin', '/u/1-1-x'])
  for (let i = 0; i < 2; i++) expect((await get('/cookie')).headers['set-cookie']).toEqual(['a=b'])
})

test('every encoding has its own tag and the same content; inner headers stay inside', async () => {
  const { port, get } = await aHouse((path) => well(path))
  await get('/')
  const tags = new Set<string>()
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'accept-encoding': encoding } })
    expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    for (const name of answer.headers.keys()) expect(name).not.toMatch(/^candor-/)
    // fetch has unpacked it already.
    expect(await answer.text()).toBe(`/ ${LONG}`)
    expect(unpack).toBeTypeOf('function')
    tags.add(answer.headers.get('etag') ?? '')
  }
  expect(tags.size).toBe(3)
  for (const tag of tags) expect(tag).toMatch(/^"[^"]+"$/)
})

test('whoever has it already is told so, by the tag of the encoding that they would get', async () => {
  const { get } = await aHouse((path) => well(path))
  await get('/')
  const { etag } = (await get('/', { 'accept-encoding': 'br' })).headers
  const again = (none: string, accept = 'br') =>
    get('/', { 'accept-encoding': accept, 'if-none-match': none }).then(({ status }) => status)
  for (const names of [`${etag}`, `W/${etag}`, `"x", ${etag}`, `"a,b",W/${etag}`, '*'])
    expect(await again(names), names).toBe(304)
  for (const names of ['"x"', '', 'W/"x"', `${etag}`.replaceAll('"', ''), `"${etag}`])
    expect(await again(names), names).toBe(200)
  expect(await again(`${etag}`, 'gzip')).toBe(200)
  const same = await get('/', { 'accept-encoding': 'br', 'if-none-match': `${etag}` })
  expect(same).toMatchObject({ body: '', headers: { etag, vary: 'accept-encoding' } })
  expect(same.headers['content-length']).toBeUndefined()
  expect(same.headers).toMatchObject(standingHeaders('http://127.0.0.1:1'))
})

test('HEAD says what GET would, without the body', async () => {
  const { get } = await aHouse((path) => well(path))
  const [drawnNow, whole, head] = [await get('/', {}, 'HEAD'), await get('/'), await get('/', {}, 'HEAD')]
  expect(drawnNow.body + head.body).toBe('')
  const { date: _, ...headers } = whole.headers
  expect(drawnNow.headers).toMatchObject(headers)
  expect(head.headers).toMatchObject(headers)
  expect(Number(head.headers['content-length'])).toBe(Buffer.byteLength(whole.body))
})

test('requests sent without waiting are answered in their order, kept and unkept ones between each other', async () => {
  const { get, raw } = await aHouse(async (path) => {
    if (path.startsWith('/slow')) await new Promise((resolve) => setTimeout(resolve, 20))
    return path.startsWith('/slow') ? { body: `<${path}>` } : { body: `<${path}>`, touches: ['posts'] }
  })
  await get('/a')
  await get('/slow/x')
  const paths = ['/a', '/slow/1', '/a', '/a', '/slow/2', '/a', '/new', '/a']
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  const last = 'GET /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const heard = await raw([...requests, last].join(''), /never/)
  expect([...heard.matchAll(/<(\/[^>]*)>/g)].map((found) => found[1])).toEqual([...paths, '/a'])
  expect(heard.match(/HTTP\/1\.1 200 OK\r\n/g)?.length).toBe(9)
})

test('a connection is closed when the visitor wants that, and HTTP/1.0 is answered in its own way', async () => {
  const { get, raw } = await aHouse((path) => well(path))
  await get('/')
  const closed = await raw('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /never/)
  expect(closed).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(closed).toMatch(/\r\nconnection: close\r\n/i)
  const old = await raw('GET / HTTP/1.0\r\n\r\n', /never/)
  expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/ <p>/s)
})

test('a body that came along with a GET does not pass for the next request', async () => {
  const { get, raw } = await aHouse((path) => well(path))
  await get('/')
  const body = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
  const first = `GET / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  const heard = await raw(`${first}GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, /never/)
  expect(heard.match(/HTTP\/1\.1 200 OK\r\n/g)?.length).toBe(2)
  expect(heard).not.toContain('/smuggled')
})

test('whoever asks two thousand times and never reads is hung up on before that fills our memory', async () => {
  const { get, port } = await aHouse(() => ({ body: 'x'.repeat(200_000), touches: ['posts'] }))
  await get('/')
  const deaf = connect(port, '127.0.0.1').pause()
  const closed = new Promise((resolve) => deaf.on('error', resolve).on('close', resolve))
  deaf.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(2_000))
  await until(() => deaf.bytesWritten > 0)
  await get('/')
  // Reading on, it comes to the end of what was sent before it was hung up on.
  deaf.resume()
  await closed
  expect(deaf.bytesRead).toBeLessThan(200_000 * 500)
  expect((await get('/')).status).toBe(200)
})

test('nothing at many addresses is drawn once, and none of them is kept by its name', async () => {
  const { get, drawn } = await aHouse((path) => {
    if (path === '/404') return { status: 404, body: 'There is nothing here.', touches: ['page'] }
    if (path.startsWith('/incidents/')) return { status: 404, body: 'its own drawing' }
    return undefined
  })
  for (let i = 0; i < 20; i++) {
    const answer = await get(`/wp-admin-${i}.php`)
    expect(answer).toMatchObject({ status: 404, body: 'There is nothing here.' })
    expect(answer.headers).toMatchObject(standingHeaders('http://127.0.0.1:1'))
    expect(answer.headers.etag).toBeUndefined()
  }
  expect(drawn.filter((path) => path === '/404')).toEqual(['/404'])
  expect((await get('/incidents/nothing')).body).toBe('There is nothing here.')
  expect((await get('/wp-admin', {}, 'POST')).status).toBe(403)
})

test('a program that asks for nothing hears it in its own way', async () => {
  const { get } = await aHouse(() => ({
    status: 404,
    body: '{"error":{"code":"not_found"}}',
    headers: { 'content-type': 'application/json' },
  }))
  expect((await get('/api/v2/nothing.json')).body).toBe('{"error":{"code":"not_found"}}')
})

test('an answer that the clock changes is drawn anew from that instant on', async () => {
  const soon = Date.now() + 300
  let count = 0
  const { get } = await aHouse(() => ({
    body: `${++count}`,
    touches: ['posts'],
    until: count === 1 ? soon : undefined,
  }))
  expect((await get('/')).body).toBe('1')
  await until(() => Date.now() >= soon)
  expect((await get('/')).body).toBe('2')
  expect((await get('/')).body).toBe('2')
})

test('whoever reads slowly gets all of what stood ready, also while the server stops', async () => {
  const body = randomBytes(8_000_000).toString('hex')
  const { server, port, get } = await aHouse(() => ({ body, touches: ['posts'] }))
  const stop = stopper(server)
  await get('/')
  const connected = once(server, 'connection')
  const slow = connect(port, '127.0.0.1').pause()
  slow.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const [socket] = (await connected) as [Socket]
  await until(() => socket.writableLength > 0, 'the answer to be more than fits')
  const stopped = stop()
  let size = 0
  slow.on('data', (part) => {
    size += part.length
  })
  slow.resume()
  await Promise.all([stopped, once(slow, 'close')])
  expect(size).toBeGreaterThan(body.length)
})
