import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf } from '#src/channels/http/outcome.ts'
import { openPost, type PostSettings } from '#src/channels/http/post.ts'
import { isPublic } from '#src/channels/http/ranges.ts'
import { checkedLookup } from '#src/channels/http/resolve.ts'
import { readTarget } from '#src/channels/http/target.ts'
import { startReceiver } from '#test/support/https-receiver.ts'

const ADDRESSES_WITHIN =
  '0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 168.63.129.16 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 ff02::1 localhost'.split(
    ' ',
  )

test('only addresses of single machines on the public internet are connected to (W12)', () => {
  expect(ADDRESSES_WITHIN.filter(isPublic)).toEqual([])
  const outside = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1', '2a00:1450:4001:80f::200e']
  expect(outside.filter((address) => !isPublic(address))).toEqual([])
})

describe('an address that somebody gives', () => {
  test.each([
    'http://hooks.example.com/x',
    'ftp://hooks.example.com/x',
    'hooks.example.com/x',
    'javascript:alert(1)',
    'https://',
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://0x7f000001/x',
    'https://2130706433/x',
    'https://017700000001/x',
    'https://127.1/x',
    'https://127。0。0。1/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://8.8.8.8/x',
    'https://localhost/x',
    'https://intranet/x',
    'https://hooks.example.com:80/x',
    'https://hooks.example.com:8080/x',
    'https://user@hooks.example.com/x',
    'https://user:word@hooks.example.com/x',
    'https://hooks.example.com\\@127.0.0.1/x',
    'https://hooks.example.com/\r\nX-Evil: 1',
    'https://hooks.example.com/a b',
    'https://hooks.example.com/\0',
    `https://hooks.example.com/${'x'.repeat(2_100)}`,
  ])('is refused: %j', (typed) => {
    expect(readTarget(typed, [])).toMatchObject({ ok: false, why: expect.stringMatching(/^way/) })
  })

  test('is taken as a browser would write it', () => {
    const read = (typed: string) => {
      const target = readTarget(typed, [])
      return target.ok && target.url.href
    }
    expect(read(' https://Hooks.Example.com:443/a?b=c#d ')).toBe('https://hooks.example.com/a?b=c')
    expect(read('https://hooks.example.com:8443/')).toBe('https://hooks.example.com:8443/')
    expect(read('https://bücher.example/x')).toBe('https://xn--bcher-kva.example/x')
  })

  test('within a network is taken only where the operator names it', () => {
    expect(readTarget('https://127.0.0.1:9000/x', ['127.0.0.1:9000']).ok).toBe(true)
    expect(readTarget('https://127.0.0.1:9001/x', ['127.0.0.1:9000']).ok).toBe(false)
    expect(readTarget('http://127.0.0.1:9000/x', ['127.0.0.1:9000']).ok).toBe(false)
  })
})

describe('posting', () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  const closers: (() => Promise<void>)[] = []
  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(() => receiver.close())
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
    receiver.received.length = 0
    receiver.answers((_, response) => response.end('ok'))
  })

  function door(settings: Partial<PostSettings> = {}) {
    const { post, close } = openPost({ allowed: [], ca: receiver.ca, timeoutMs: 400, ...settings })
    closers.push(close)
    return (url: string) => post(url, { headers: { 'content-type': 'application/json' }, body: '{}' })
  }
  const here = () => door({ allowed: ['localhost'] })
  const url = (path = '/hook') => `${receiver.origin}${path}`

  test('goes by HTTPS to a host that is allowed, with its path and query', async () => {
    expect(await here()(url('/a/b?c=d'))).toEqual({ status: 200, text: 'ok', retryAfterMs: null })
    expect(receiver.received).toMatchObject([{ path: '/a/b?c=d', body: Buffer.from('{}') }])
  })

  test('never goes to a machine whose certificate nobody vouches for', async () => {
    const { post, close } = openPost({ allowed: ['localhost'], timeoutMs: 400 })
    closers.push(close)
    expect(await post(url(), { headers: {}, body: '' })).toMatchObject({ status: null })
    expect(receiver.received).toEqual([])
  })

  test('a name that leads into a network is refused before anything is connected', async () => {
    for (const answer of [['127.0.0.1'], ['::1'], ['8.8.8.8', '10.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const post = door({ resolve: async () => answer })
      const said = await post(`https://evil.example:8443/x`)
      expect(said, String(answer)).toMatchObject({ status: null, code: 'EFORBIDDEN' })
    }
    expect(receiver.received).toEqual([])
  })

  test('a name that answers differently the second time gains nothing: it is asked once for each connection', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']]
    const asked: string[] = []
    const lookup = checkedLookup(async (name) => {
      asked.push(name)
      return answers.shift() ?? []
    })
    const connectTo = () =>
      new Promise((resolve) => lookup('evil.example', {}, (error, address) => resolve(error ?? address)))
    expect(await connectTo()).toBe('8.8.8.8')
    expect(asked).toEqual(['evil.example'])
    expect(await connectTo()).toMatchObject({ code: 'EFORBIDDEN' })
  })

  test('a number that slipped past its reader is refused by the connection too', async () => {
    const post = door({ standIn: `https://127.0.0.1:${receiver.port}` })
    expect(await post('https://hooks.example.com/x')).toMatchObject({ status: null, code: 'EFORBIDDEN' })
    expect(receiver.received).toEqual([])
  })

  test('a redirect is an answer and is not followed', async () => {
    receiver.answers((_, response) => response.writeHead(302, { location: url('/within') }).end())
    const answer = await here()(url())
    expect(answer).toMatchObject({ status: 302 })
    expect(outcomeOf(answer, url())).toMatchObject({ result: 'failed', third: 'quarantine' })
    expect(receiver.received).toHaveLength(1)
  })

  test('who answers byte by byte is not waited for', async () => {
    receiver.answers((_, response, raw) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 50)
      raw.socket.on('close', () => clearInterval(drip))
    })
    const answer = await here()(url())
    expect(answer).toMatchObject({ status: null, code: 'ETIMEDOUT' })
    expect(outcomeOf(answer, url())).toMatchObject({
      result: 'retry',
      fault: 'recipient',
      third: 'quarantine',
    })
  })

  test('a gigabyte of answer is cut off after 64 KiB', async () => {
    let written = 0
    receiver.answers((_, response) => {
      const more = () => {
        while (written < 1_000_000_000 && response.writable && response.write(Buffer.alloc(65_536)))
          written += 65_536
        response.once('drain', more)
      }
      more()
    })
    expect(await here()(url())).toMatchObject({ status: null })
    expect(written).toBeLessThan(50_000_000)
  })

  test('what is packed stays packed', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    receiver.answers((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    const answer = await here()(url())
    expect(answer.status === null || answer.text.length < 65_537).toBe(true)
    expect(receiver.received[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('a host that is allowed at one port is judged at the others', async () => {
    const allowed = ['hooks.within.example:8080']
    const { post, close } = openPost({ allowed, timeoutMs: 400, resolve: async () => ['10.0.0.1'] })
    const answer = await post('https://hooks.within.example/x', { headers: {}, body: '' })
    await close()
    expect(answer).toMatchObject({ status: null, code: 'EFORBIDDEN' })
  })

  test('nobody there is a try that failed, not a fault of ours', async () => {
    const answer = await here()('https://localhost:9/x')
    expect(outcomeOf(answer, 'https://localhost:9/x')).toMatchObject({ result: 'retry', fault: 'recipient' })
  })
})

describe('what an answer means', () => {
  const of = (status: number, retryAfterMs: number | null = null) =>
    outcomeOf(
      { status, text: 'see https://hooks.example.com/secret\r\nnow', retryAfterMs },
      'https://hooks.example.com/x',
    )

  test('never gives away the address that it came from, however much of it the answer repeats', () => {
    const url = 'https://hooks.example.com/services/T0SECRET/b%C3%A4rbel-key?token=s3cr3t-word'
    const text =
      'Cannot POST /services/T0SECRET/b%C3%A4rbel-key?token=s3cr3t-word: no bärbel-key (s3cr3t-word)'
    const { answer = '' } = outcomeOf({ status: 404, text, retryAfterMs: null }, url) as { answer?: string }
    expect(answer).toMatch(/^Cannot POST …/)
    expect(answer).not.toMatch(/SECRET|rbel|s3cr3t/)
  })

  test.each([
    [200, { result: 'sent' }],
    [204, { result: 'sent' }],
    [301, { result: 'failed', third: 'quarantine' }],
    [400, { result: 'failed' }],
    [401, { result: 'failed', third: 'quarantine' }],
    [404, { result: 'failed', third: 'quarantine' }],
    [410, { result: 'failed', address: 'opted-out' }],
    [429, { result: 'retry', fault: 'recipient' }],
    [500, { result: 'retry', fault: 'recipient', third: 'quarantine' }],
    [503, { result: 'retry', fault: 'recipient' }],
  ])('%i', (status, outcome) => {
    expect(of(status)).toMatchObject(outcome)
  })

  test('is kept without the addresses in it, and waits as long as it asks', () => {
    expect(of(503, 120_000)).toMatchObject({ afterMs: 120_000, answer: 'see … now' })
    expect(of(400)).not.toHaveProperty('third')
  })
})
