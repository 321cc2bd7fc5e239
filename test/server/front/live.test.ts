import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { LIMITS, Live } from '#src/server/live/live.ts'
import { Recent } from '#src/server/live/recent.ts'
import { until } from '#test/support/until.ts'
import { aHouse } from './house.ts'

const house = (limits: Partial<typeof LIMITS> = {}) =>
  aHouse(() => undefined, new Map(), { ...LIMITS, ...limits })

/** A listener, and what it has heard so far. */
async function listener(port: number, headers: Record<string, string> = {}, query = '') {
  const stop = new AbortController()
  const answer = await fetch(`http://127.0.0.1:${port}/live${query}`, { headers, signal: stop.signal })
  let heard = ''
  let ended = false
  const reading = (async () => {
    for await (const part of answer.body as ReadableStream<Uint8Array>) heard += Buffer.from(part)
  })()
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  return { answer, heard: () => heard, ended: () => ended, stop: () => stop.abort(), reading }
}

test('whoever listens is told what changed, in the form that browsers and proxies expect', async () => {
  const { port, live } = await house()
  const one = await listener(port, { 'accept-encoding': 'gzip, br' })
  expect(one.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(one.answer.headers.get('x-accel-buffering')).toBe('no')
  expect(one.answer.headers.get('cache-control')).toContain('no-store')
  expect(one.answer.headers.get('content-encoding')).toBeNull()
  await until(() => /^retry: \d{4}\nid: 7\n\n$/.test(one.heard()), 'the beginning')
  live.changed([
    { generation: 8, touches: ['posts', 'post:abc'] },
    { generation: 9, touches: ['posts', 'components'] },
  ])
  await until(() => one.heard().includes('data:'), 'the news')
  expect(one.heard()).toMatch(
    /event: changed\nid: 9\ndata: \{"touches":\["posts","post:abc","components"\]\}\n\n$/,
  )
  live.lost(20)
  await until(() => one.heard().endsWith('id: 20\ndata: {"touches":["page"]}\n\n'), 'the loss')
  one.stop()
  await until(() => live.size === 0, 'the listener to be forgotten')
})

test('whoever was away is told what they missed, or everything when that is not known', async () => {
  const { port, live } = await house()
  live.changed([
    { generation: 8, touches: ['posts'] },
    { generation: 9, touches: ['post:a'] },
  ])
  for (const [last, told] of [
    ['9', ''],
    ['8', '{"touches":["post:a"]}'],
    ['7', '{"touches":["posts","post:a"]}'],
    ['6', '{"touches":["page"]}'],
    ['99', '{"touches":["page"]}'],
    ['nonsense', ''],
    ['-1', ''],
  ]) {
    // A page that was just loaded says in the address from when it is; a browser that comes again knows better.
    const before = await listener(port, { 'last-event-id': last as string }, '?after=6')
    const loaded = await listener(port, {}, `?after=${last}`)
    for (const one of [before, loaded]) {
      await until(() => one.heard().includes('id: 9\n\n'))
      expect(/data: (.*)/.exec(one.heard())?.[1] ?? '', last).toBe(told)
      one.stop()
    }
  }
})

test('a thousand changes are remembered, no more', () => {
  const recent = new Recent(0)
  for (let i = 1; i <= 3_000; i++) recent.add([{ generation: i, touches: [`post:${i}`] }])
  expect(recent.since(2_999)).toEqual(['post:3000'])
  expect(recent.since(2_000).length).toBe(1_000)
  expect(recent.since(1_999)).toEqual(['page'])
  recent.lost(5)
  expect(recent.since(5)).toEqual([])
  expect(recent.since(4)).toEqual(['page'])
})

test('those who are too many, of one address or in all, are told to come later; places become free again', async () => {
  for (const limits of [{ each: 2 }, { all: 2 }]) {
    const { port, live, get } = await house(limits)
    const [one, two] = [await listener(port), await listener(port)]
    const refused = await get('/live')
    expect(refused.status).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    one.stop()
    await until(() => live.size === 1, 'a place')
    const three = await listener(port)
    expect(three.answer.status).toBe(200)
    two.stop()
    three.stop()
  }
})

test('all addresses of one IPv6 network are one visitor', async () => {
  const live = new Live(new Recent(7), { ...LIMITS, each: 2 })
  const server = createServer((req, res) => live.open(req, res, String(req.headers['x-from']))).listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const from = (address: string) => listener(port, { 'x-from': address })
  const all = [await from('2001:db8::1'), await from('2001:db8:0:0:9::2')]
  const [third, other] = [await from('2001:db8::3'), await from('2001:db8:0:1::1')]
  expect([third.answer.status, other.answer.status]).toEqual([503, 200])
  for (const one of [...all, third, other]) one.stop()
  await until(() => live.size === 0, 'all to be forgotten')
  live.close()
  server.close()
})

test('a quiet stream has a heartbeat, and whoever does not read is cut off', async () => {
  const { port, live } = await house({ heartbeatMs: 20, unread: 10_000 })
  const one = await listener(port)
  const deaf = connect(port, '127.0.0.1')
  deaf.on('error', () => {})
  deaf.write('GET /live HTTP/1.1\r\nhost: x\r\n\r\n')
  await until(() => live.size === 2, 'both to listen')
  deaf.pause()
  await until(() => one.heard().includes('\n:\n\n'), 'a heartbeat')
  const touches = Array.from({ length: 20_000 }, (_, at) => `post:${at}` as const)
  let generation = 7
  await until(() => {
    generation += 1
    live.changed([{ generation, touches }])
    return live.size === 1
  }, 'the deaf one to be cut off')
  await until(() => one.heard().includes(`id: ${generation}\n`), 'the other to hear it all')
  one.stop()
  deaf.destroy()
})

test('ends in good order when the server stops, and takes nobody more', async () => {
  const { port, live, get } = await house()
  const one = await listener(port)
  live.close()
  await one.reading
  expect(one.heard()).toMatch(/\n\n$/)
  expect((await get('/live')).status).toBe(503)
})

test('only GET listens, and HEAD asks whether one could', async () => {
  const { get, live } = await house()
  expect((await get('/live', {}, 'HEAD')).headers['content-type']).toMatch(/^text\/event-stream/)
  expect((await get('/live', {}, 'OPTIONS')).status).toBe(405)
  expect(live.size).toBe(0)
})
