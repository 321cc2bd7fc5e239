import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS, MAX_BODY } from '#src/server/limits.ts'
import { listen } from '#src/server/listen.ts'
import { readForm } from '#test/support/forms.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const hook = (body: BodyInit, more: object = {}) =>
  fetch(`${site.url}/u/1-1-nobody`, { method: 'POST', body, ...more } as RequestInit)

/** Sends no Content-Length. */
function inChunks(size: number): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (let left = size; left > 0; left -= 16_384)
        controller.enqueue(new Uint8Array(Math.min(left, 16_384)))
      controller.close()
    },
  })
}

/** What comes back for these bytes until the server closes the connection. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

test('has the limits of the contract', () => {
  expect(LIMITS).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16_384,
  })
  expect(MAX_BODY).toBe(262_144)
})

test('a body over the limit gets 413 with a reason for programs, whether it says its length or not', async () => {
  for (const body of [new Uint8Array(MAX_BODY + 1), inChunks(MAX_BODY + 1), inChunks(3_000_000)]) {
    const answer = await hook(body as BodyInit, { duplex: 'half' })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toEqual({ error: { code: 'too_large', message: expect.any(String) } })
  }
})

test('a body at the limit is read', async () => {
  for (const body of [new Uint8Array(MAX_BODY), inChunks(MAX_BODY)]) {
    const answer = await hook(body as BodyInit, { duplex: 'half' })
    expect(answer.status).not.toBe(413)
    expect(answer.status).toBeLessThan(500)
  }
})

/** Writes a request of so many bytes and listens to nothing until the last of them is gone, as browsers do. */
async function stubborn(size: number, head: string): Promise<{ answer: () => string; socket: Socket }> {
  const socket = connect(site.port, '127.0.0.1')
  let answer = ''
  socket.on('error', () => {})
  socket.on('data', (data) => {
    answer += data
  })
  socket.pause().write(head)
  const piece = Buffer.alloc(64 * 1024, 'a')
  for (let left = size; left > 0 && !socket.destroyed; left -= piece.length) {
    const taken = socket.write(piece.subarray(0, Math.min(left, piece.length)))
    // A connection that is cut ends the waiting with its error.
    if (!taken) await once(socket, 'drain').catch(() => socket.destroy())
  }
  socket.resume()
  return { answer: () => answer, socket }
}

const longForm = (size: number, more = '') =>
  `POST /u/1-1-nobody HTTP/1.1\r\nhost: x\r\naccept: text/html\r\n${more}content-length: ${size}\r\n\r\n`

test('whoever writes 20 MB to the last byte still sees the page that says it is too long, and goes on from there', async () => {
  const size = 20 * 1024 * 1024
  const { answer, socket } = await stubborn(size, longForm(size))
  await until(() => answer().includes('</html>'), 'the answer')
  expect(answer()).toMatch(/^HTTP\/1\.1 413 /)
  expect(answer()).toContain('This is too long to be taken in.')
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  await once(socket, 'close')
  expect(answer()).toMatch(/<\/html>\s+HTTP\/1\.1 200 .*\bok\n/s)
})

test('so does whoever wants the connection closed after it, as proxies do', async () => {
  const size = 20 * 1024 * 1024
  const { answer, socket } = await stubborn(size, longForm(size, 'connection: close\r\n'))
  if (!socket.closed) await once(socket, 'close')
  expect(answer()).toMatch(/^HTTP\/1\.1 413 .*too long to be taken in.*<\/html>\s*$/s)
})

test('whoever never ends is cut off', async () => {
  const size = 1024 * 1024 * 1024
  const { socket } = await stubborn(size, longForm(size))
  await until(() => socket.destroyed, 'the connection to be cut')
  expect(socket.bytesWritten).toBeLessThan(size / 4)
})

test('a person whose text is too long gets a page, not JSON', async () => {
  const answer = await hook(new Uint8Array(MAX_BODY + 1), { headers: { accept: 'text/html' } })
  expect(answer.status).toBe(413)
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
})

test('and gets back what they wrote, as text and nothing else', async () => {
  const text = `\n</textarea><script>alert(1)</script> “&amp;”\n${'long '.repeat(60_000)}`
  const fields = { title: 'Late', body: text, password: 'p'.repeat(250) }
  const body = new URLSearchParams(fields)
  const headers = { accept: 'text/html', origin: site.url }
  const answer = await fetch(`${site.url}/admin/posts/new?_action=posts.publish`, {
    method: 'POST',
    body,
    headers,
  })
  expect(answer.status).toBe(413)
  const html = await answer.text()
  expect(html).toContain('copy it and make it shorter')
  expect(html).not.toContain('<script>')
  expect(readForm(html).controls.map((one) => one.value)).toEqual([text])
  const elsewhere = await fetch(`${site.url}/admin/posts/new?_action=posts.publish`, {
    method: 'POST',
    body,
    headers: { ...headers, origin: 'https://elsewhere.test' },
  })
  expect(elsewhere.status).toBe(403)
  expect(await elsewhere.text()).not.toContain('<textarea')
})

test('headers over 16 KiB get 431, and what is no request gets 400, both with the standing headers', async () => {
  const long = await raw(site.port, `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`)
  expect(long).toMatch(/^HTTP\/1\.1 431 /)
  const broken = await raw(site.port, 'NONSENSE\r\n\r\n')
  expect(broken).toMatch(/^HTTP\/1\.1 400 /)
  for (const answer of [long, broken]) expect(answer).toMatch(/content-security-policy: default-src 'none'/)
})

async function hurried(onRequest: RequestListener) {
  const server = await listen({ publicUrl: 'http://localhost', host: '127.0.0.1', port: 0 }, onRequest, {
    ...LIMITS,
    headersTimeout: 100,
    requestTimeout: 200,
    connectionsCheckingInterval: 20,
  })
  return { server, port: (server.address() as AddressInfo).port }
}

test('a connection whose headers or body do not come is cut with 408, also when it does not listen', async () => {
  const { server, port } = await hurried((req) => req.resume().on('error', () => {}))
  expect(await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: ')).toMatch(/^HTTP\/1\.1 408 /)
  expect(await raw(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')).toMatch(
    /^HTTP\/1\.1 408 /,
  )
  const deaf = connect(port, '127.0.0.1').pause()
  deaf.on('error', () => {}).write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const connections = promisify(server.getConnections.bind(server))
  await until(async () => (await connections()) > 0)
  await until(async () => (await connections()) === 0)
  deaf.destroy()
  server.close()
})
