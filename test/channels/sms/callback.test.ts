import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  advances,
  keyword,
  readInbound,
  readParams,
  readStatus,
  signatureHolds,
} from '#src/channels/sms/callback.ts'
import { signature } from '#test/support/twilio-stand-in.ts'

const TOKEN = 'current-token'
const URL = 'https://status.example.test/hooks/twilio/status/12.34.T0kenT0kenT0kenT0kenT0'
const BODY = 'MessageSid=SM1&MessageStatus=delivered&To=%2B14155552671&Note=a+b'

const signed = (url: string, body: string, token = TOKEN) => ({
  url,
  params: readParams(body),
  signature: signature(token, url, Object.fromEntries(new URLSearchParams(body))),
})

describe('a signature', () => {
  test('holds over the whole address and every parameter', () => {
    expect(signatureHolds(signed(URL, BODY), [TOKEN])).toBe(true)
    expect(signatureHolds(signed(`${URL}?a=1&b=%C3%A9`, BODY), [TOKEN])).toBe(true)
  })

  test('holds for the old token while it is being replaced, and for no other', () => {
    expect(signatureHolds(signed(URL, BODY, 'old-token'), [TOKEN, 'old-token'])).toBe(true)
    expect(signatureHolds(signed(URL, BODY, 'stranger'), [TOKEN, 'old-token'])).toBe(false)
    expect(signatureHolds(signed(URL, BODY, ''), [''])).toBe(false)
  })

  test('holds whether Twilio signed our address with its overrides or without', () => {
    const overridden = signed(`${URL}#rc=5&rp=all`, BODY)
    expect(signatureHolds({ ...overridden, url: URL }, [TOKEN])).toBe(true)
  })

  test('holds whether Twilio signed the port of our address or left it out', () => {
    const ported = URL.replace('.test/', '.test:8443/')
    expect(signatureHolds(signed(ported, BODY), [TOKEN])).toBe(true)
    expect(signatureHolds({ ...signed(URL, BODY), url: ported }, [TOKEN])).toBe(true)
  })

  test.each([
    ['another path', { url: `${URL}x` }],
    ['http instead of https', { url: URL.replace('https', 'http') }],
    ['a prefix that a proxy took away', { url: URL.replace('/hooks', '/prefix/hooks') }],
    ['an altered parameter', { params: readParams(BODY.replace('delivered', 'failed')) }],
    ['a parameter more', { params: readParams(`${BODY}&x=1`) }],
    ['a parameter less', { params: readParams(BODY.replace('&Note=a+b', '')) }],
    ['no signature', { signature: null }],
    ['an empty signature', { signature: '' }],
  ])('does not hold with %s', (_, change) => {
    expect(signatureHolds({ ...signed(URL, BODY), ...change }, [TOKEN])).toBe(false)
  })

  const real = fileURLToPath(
    new globalThis.URL('../../../../shared/data/twilio/webhook-requests.json', import.meta.url),
  )
  test.skipIf(!existsSync(real))(
    'holds for recorded requests (skipped where ../shared/data is not at hand)',
    () => {
      const requests = JSON.parse(readFileSync(real, 'utf8')) as {
        url: string
        body: string
        signature: string
        authToken: string
      }[]
      for (const { url, body, signature: given, authToken } of requests)
        expect(signatureHolds({ url, params: readParams(body), signature: given }, [authToken])).toBe(true)
    },
  )
})

describe('a status callback', () => {
  test('is read as values, the same for each repeat', () => {
    const params = readParams('MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30006')
    expect(readStatus(params)).toEqual({
      sid: 'SM1',
      status: 'undelivered',
      errorCode: 30_006,
      once: 'SM1:undelivered',
    })
    expect(readStatus(params, 'idem')?.once).toBe('idem')
  })

  test.each([
    '',
    'MessageSid=SM1',
    'MessageStatus=sent',
    'MessageSid=SM1&MessageStatus=gone',
    'MessageSid=SM1&MessageStatus=constructor',
    '__proto__=x',
  ])('%j is none', (body) => expect(readStatus(readParams(body))).toBeNull())

  test('that comes late changes nothing', () => {
    expect(advances(null, 'queued')).toBe(true)
    expect(advances('queued', 'sent')).toBe(true)
    expect(advances('sent', 'delivered')).toBe(true)
    expect(advances('sent', 'sent')).toBe(false)
    expect(advances('delivered', 'sent')).toBe(false)
    expect(advances('delivered', 'undelivered')).toBe(false)
    expect(advances('undelivered', 'sending')).toBe(false)
  })
})

describe('a message from a subscriber', () => {
  test.each([
    'STOP',
    'stop',
    ' Stop! ',
    'STOPALL',
    'Unsubscribe',
    'end.',
    'QUIT',
    'cancel',
    'Revoke',
    'OPTOUT',
    'Stopp',
    'Arrêt',
    'baja.',
    '停止',
    'إيقاف',
    'opt out',
    'Opt-Out',
    'Ｓｔｏｐ',
  ])('%j stops', (text) => expect(keyword(text)).toBe('stop'))
  test.each(['START', 'unstop', 'Yes!'])('%j starts again', (text) => expect(keyword(text)).toBe('start'))
  test.each(['HELP', 'info?'])('%j asks for help', (text) => expect(keyword(text)).toBe('help'))
  test.each(['', 'please stop this', 'no', 'stop it', '👍'])('%j is for a person to read', (text) =>
    expect(keyword(text)).toBeNull(),
  )

  test('is read as values; where Twilio has answered by itself, its word decides', () => {
    const inbound = (more: string) =>
      readInbound(readParams(`MessageSid=SM1&From=%2B14155552671&To=%2B15005550006&${more}`))
    expect(inbound('Body=stop')).toMatchObject({ from: '+14155552671', keyword: 'stop', answered: false })
    expect(inbound('Body=adios&OptOutType=STOP')).toMatchObject({ keyword: 'stop', answered: true })
    expect(inbound('Body=stop&OptOutType=HELP')).toMatchObject({ keyword: 'help', answered: true })
    expect(readInbound(readParams('Body=stop'))).toBeNull()
  })
})

test('a NUL, which no database may be asked about, is not there', () => {
  const said = { MessageSid: 'SM\0', MessageStatus: 'delivered', From: '+1415\0', To: '+1', Body: 'STOP' }
  expect(readStatus(said)).toMatchObject({ sid: 'SM' })
  expect(readInbound(said)).toMatchObject({ sid: 'SM', from: '+1415', keyword: 'stop' })
})
