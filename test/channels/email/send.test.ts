import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { type EmailSettings, openEmail } from '#src/channels/email/send.ts'
import {
  type MailBehaviour,
  type MailCatcher,
  type MailMoment,
  startMailCatcher,
} from '#test/support/mail-catcher.ts'
import { aNotice, anIncidentContent, aReader, MAIL_SETTINGS } from '../makers.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function worldOf(
  pipelining: boolean,
  behave?: (moment: MailMoment) => MailBehaviour,
  settings: Partial<EmailSettings> = {},
) {
  const catcher = await startMailCatcher({ pipelining, ...(behave ? { behave } : {}) })
  closers.push(() => catcher.stop())
  return { catcher, carrier: carrierTo(catcher.url, settings) }
}

function carrierTo(url: string, settings: Partial<EmailSettings> = {}) {
  const carrier = openEmail({ ...MAIL_SETTINGS, url, requireTls: false, connections: 2, ...settings })
  closers.push(() => carrier.close())
  return carrier
}

const content = anIncidentContent()
const to = (n: number) =>
  aNotice({ content, token: `token${n}`, to: aReader({ address: `reader${n}@example.com` }) })
const everyAddress = (catcher: MailCatcher) =>
  catcher
    .messages()
    .flatMap((mail) => mail.to)
    .sort()

type OmitFirst<T extends (...args: never[]) => unknown> =
  Parameters<T> extends [unknown, ...infer Rest] ? Rest : never

describe.each([
  ['in groups', true],
  ['step by step', false],
])('sending mail, with commands %s,', (_how, pipelining) => {
  const world = (...rest: OmitFirst<typeof worldOf>) => worldOf(pipelining, ...rest)

  test('hands over exactly the bytes, to exactly one recipient, over a connection that is kept', async () => {
    const { catcher, carrier } = await world(undefined, { connections: 1 })
    for (let n = 0; n < 120; n += 1)
      expect(await carrier.send(to(n))).toMatchObject({ result: 'sent', code: '250' })
    expect(catcher.connections()).toBe(1)
    expect(catcher.messages().map((mail) => mail.to)).toEqual(
      Array.from({ length: 120 }, (_, n) => [`reader${n}@example.com`]),
    )
    const [first] = catcher.messages()
    expect(first?.from).toBe(MAIL_SETTINGS.from)
    expect((await first?.parsed())?.messageId).toBe('<d.token0@status.example.test>')
  })

  test('opens no more connections than it may, however much is in flight', async () => {
    const { catcher, carrier } = await world(undefined, { connections: 3 })
    const outcomes = await Promise.all(Array.from({ length: 100 }, (_, n) => carrier.send(to(n))))
    expect(outcomes.every((outcome) => outcome.result === 'sent')).toBe(true)
    expect(catcher.connections()).toBeLessThanOrEqual(3)
    expect(new Set(everyAddress(catcher)).size).toBe(100)
  })

  test('keeps the connection after a refused recipient, and the next mail is whole', async () => {
    const { catcher, carrier } = await world(
      ({ stage, to: address }) =>
        stage === 'rcpt' && /[02468]@/.test(address) ? { code: 550, text: '5.1.1 No such user' } : undefined,
      { connections: 1 },
    )
    for (let n = 0; n < 40; n += 1) {
      const outcome = await carrier.send(to(n))
      expect(outcome).toMatchObject(n % 2 ? { result: 'sent' } : { result: 'failed', address: 'suppress' })
    }
    expect(catcher.connections()).toBe(1)
    expect(catcher.messages()).toHaveLength(20)
  })

  test.each([
    ['rcpt', 450, '4.2.0 Greylisted', { result: 'retry', fault: 'recipient' }],
    ['mail', 451, '4.3.0 Slow down', { result: 'retry', fault: 'throttle' }],
    ['dot', 452, '4.3.1 Try again in 2 minutes', { result: 'retry', fault: 'throttle', afterMs: 120_000 }],
    ['dot', 550, '5.7.26 Not authenticated', { result: 'failed' }],
    ['dot', 554, '5.6.0 Bad content', { result: 'failed' }],
    ['rcpt', 421, '4.7.0 Closing', { result: 'retry', fault: 'throttle' }],
    ['connect', 421, 'Too busy', { result: 'retry', fault: 'throttle' }],
  ] as const)('an answer at %s of %i %s is judged by the table', async (stage, code, text, outcome) => {
    const { catcher, carrier } = await world((moment) =>
      moment.stage === stage ? { code, text } : undefined,
    )
    expect(await carrier.send(to(1))).toMatchObject(outcome)
    expect(catcher.messages()).toHaveLength(0)
  })

  test('a relay that dies after the final dot leaves it unknown, whether it took the mail or not', async () => {
    const { catcher, carrier } = await world(({ stage, seen }) =>
      stage === 'dot' ? { drop: true, keep: seen === 0 } : undefined,
    )
    expect(await carrier.send(to(1))).toMatchObject({ result: 'unknown' })
    expect(await carrier.send(to(2))).toMatchObject({ result: 'unknown' })
    expect(catcher.messages()).toHaveLength(1)
  })

  test('a relay that dies before the message was asked for is the relay’s fault', async () => {
    const { carrier } = await world(({ stage }) => (stage === 'rcpt' ? { drop: true } : undefined))
    expect(await carrier.send(to(1))).toMatchObject({ result: 'retry', fault: 'relay' })
  })

  test('a kept connection that the relay has ended meanwhile is no fault at all', async () => {
    const { catcher, carrier } = await world(({ stage, seen }) =>
      stage === 'mail' && seen === 1 ? { drop: true } : undefined,
    )
    expect(await carrier.send(to(1))).toMatchObject({ result: 'sent' })
    expect(await carrier.send(to(2))).toMatchObject({ result: 'sent' })
    expect(catcher.messages()).toHaveLength(2)
  })

  test('a relay that is away, that never greets, or that wants TLS it does not have is the relay’s fault', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => silent.close(resolve)))
    const { port } = silent.address() as { port: number }
    const away = carrierTo('smtp://127.0.0.1:1')
    const mute = carrierTo(`smtp://127.0.0.1:${port}`, { greetingMs: 100, connectMs: 100 })
    const { catcher } = await world()
    const plain = carrierTo(catcher.url, { requireTls: true })
    for (const carrier of [away, mute, plain])
      expect(await carrier.send(to(1))).toMatchObject({ result: 'retry', fault: 'relay' })
    expect(catcher.messages()).toHaveLength(0)
  })

  test('signs in with the user and password of the address', async () => {
    const { catcher } = await world()
    const url = catcher.url.replace('//', '//us%40er:p%C3%A4ss@')
    expect(await carrierTo(url).send(to(1))).toMatchObject({ result: 'sent' })
  })

  test('closing waits for what is on its way and sends nothing after', async () => {
    const { catcher, carrier } = await world(({ stage }) => (stage === 'dot' ? { delay: 100 } : undefined))
    const sending = carrier.send(to(1))
    await carrier.close()
    expect(await sending).toMatchObject({ result: 'sent' })
    expect(await carrier.send(to(2))).toMatchObject({ result: 'retry', fault: 'relay' })
    expect(catcher.messages()).toHaveLength(1)
  })

  test('a notice that cannot become a mail fails by itself', async () => {
    const { carrier } = await world()
    const outcome = await carrier.send(aNotice({ sender: { ...aNotice().sender, timeZone: 'Not/AZone' } }))
    expect(outcome).toMatchObject({ result: 'failed', code: 'ECOMPOSE' })
  })

  test('1,000 mails with some 5 % bad recipients: each good one exactly once', async () => {
    const { catcher, carrier } = await world(
      ({ stage, to: address }) =>
        stage === 'rcpt' && /[05]0@|20@|40@|60@/.test(address)
          ? { code: 550, text: '5.1.1 Unknown' }
          : undefined,
      { connections: 8 },
    )
    let next = 0
    const tally = { sent: 0, failed: 0, retry: 0, unknown: 0 }
    const lane = async () => {
      while (next < 1_000) {
        const { result } = await carrier.send(to(next++))
        tally[result] += 1
      }
    }
    await Promise.all(Array.from({ length: 8 }, lane))
    expect(tally.sent).toBe(catcher.messages().length)
    expect(tally.sent + tally.failed).toBe(1_000)
    expect(tally.failed).toBeGreaterThanOrEqual(20)
    expect(new Set(everyAddress(catcher)).size).toBe(tally.sent)
    expect(catcher.connections()).toBeLessThanOrEqual(8)
  })
})

describe('an encrypted line', () => {
  const file = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8')
  const [key, cert] = [file('localhost.key'), file('localhost.pem')]
  const trusted = getCACertificates('default')
  afterEach(() => setDefaultCACertificates(trusted))

  async function encrypted(options: { smtps?: boolean; pipelining?: boolean }) {
    const { pipelining = true, ...tls } = options
    const catcher = await startMailCatcher({ pipelining, tls: { key, cert, ...tls } })
    closers.push(() => catcher.stop())
    return { catcher, url: catcher.url.replace('//', '//user:secret@') }
  }

  test.each([
    ['STARTTLS, in groups', {}],
    ['STARTTLS, step by step', { pipelining: false }],
    ['smtps, in groups', { smtps: true }],
    ['smtps, step by step', { smtps: true, pipelining: false }],
  ])('is signed in to and used like any other: %s', async (_how, options) => {
    setDefaultCACertificates([...trusted, cert])
    const { catcher, url } = await encrypted(options)
    const carrier = carrierTo(url, { requireTls: true })
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => carrier.send(to(n))))
    expect(outcomes.every((outcome) => outcome.result === 'sent')).toBe(true)
    expect(new Set(everyAddress(catcher)).size).toBe(50)
    expect(catcher.connections()).toBeLessThanOrEqual(2)
  })

  test('to a relay whose certificate nobody vouches for is not used', async () => {
    const { catcher, url } = await encrypted({})
    expect(await carrierTo(url, { requireTls: true }).send(to(1))).toMatchObject({
      result: 'retry',
      fault: 'relay',
    })
    expect(catcher.messages()).toHaveLength(0)
  })
})
