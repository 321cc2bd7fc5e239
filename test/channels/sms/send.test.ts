import { createServer } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { readParams, readStatus, signatureHolds } from '#src/channels/sms/callback.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { openSms, type SmsSettings } from '#src/channels/sms/send.ts'
import {
  startTwilioStandIn,
  TWILIO_TEST_ENV,
  type TwilioStandInOptions,
} from '#test/support/twilio-stand-in.ts'
import { ACME, aNotice, anIncidentContent, aReader } from '../makers.ts'

const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = TWILIO_TEST_ENV
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(options: TwilioStandInOptions = {}, settings: Partial<SmsSettings> = {}) {
  const twilio = await startTwilioStandIn(options)
  closers.push(() => twilio.stop())
  return { twilio, carrier: carrierTo(twilio.url, settings) }
}

function carrierTo(apiUrl: string, settings: Partial<SmsSettings> = {}) {
  const carrier = openSms({
    accountSid,
    apiKey: accountSid,
    apiSecret: authToken,
    from,
    messagingServiceSid: null,
    apiUrl,
    concurrency: 4,
    timeoutMs: 1_000,
    ...settings,
  })
  closers.push(() => carrier.close())
  return carrier
}

const to = (n: number | string) =>
  aNotice({ to: aReader({ address: typeof n === 'string' ? n : `+1415555${String(2_000 + n)}` }) })

describe('sending a text message', () => {
  test('sends the parameters of the contract and adopts the sid', async () => {
    const { twilio, carrier } = await world()
    const notice = to(1)
    const outcome = await carrier.send(notice)
    const [message] = twilio.messages()
    expect(outcome).toEqual({ result: 'sent', providerId: message?.sid, code: '201', answer: 'queued' })
    expect(message?.params).toEqual({
      To: '+14155552001',
      From: from,
      Body: smsMessage(notice),
      StatusCallback:
        'https://status.example.test/hooks/twilio/status/12.34.T0kenT0kenT0kenT0kenT0#rc=5&rp=all',
      ValidityPeriod: '3600',
      RiskCheck: 'disable',
    })
  })

  test('leaves the risk check on for numbers not confirmed yet, and lets a code expire with itself', async () => {
    const { twilio, carrier } = await world({}, { messagingServiceSid: `MG${'0'.repeat(32)}` })
    await carrier.send(
      aNotice({
        to: aReader({ address: '+14155552001' }),
        content: { about: 'code', code: '123456', minutes: 10 },
      }),
    )
    const [message] = twilio.messages()
    expect(message?.params).toMatchObject({
      ValidityPeriod: '600',
      MessagingServiceSid: `MG${'0'.repeat(32)}`,
    })
    expect(message?.params).not.toHaveProperty('RiskCheck')
    expect(message?.params).not.toHaveProperty('From')
  })

  test('gives a release four hours', async () => {
    const { twilio, carrier } = await world()
    await carrier.send({ ...to(1), content: anIncidentContent({ kind: 'release', state: 'released' }) })
    expect(twilio.messages()[0]?.params.ValidityPeriod).toBe('14400')
  })

  test('sends with an API key', async () => {
    const key = { sid: `SK${'1'.repeat(32)}`, secret: 'secret' }
    const { carrier } = await world({ apiKey: key }, { apiKey: key.sid, apiSecret: key.secret })
    expect(await carrier.send(to(1))).toMatchObject({ result: 'sent' })
  })

  test.each([
    ['+15005550001', { result: 'failed', code: '21211', address: 'suppress' }],
    ['+15005550002', { result: 'failed', code: '21612', again: 'suppress' }],
    ['+15005550003', { result: 'retry', fault: 'account', scope: 'destination', code: '21408' }],
    ['+15005550004', { result: 'failed', code: '21610', address: 'opted-out' }],
    ['+15005550009', { result: 'failed', code: '21614', address: 'suppress' }],
  ])('a refusal of %s is judged by the table', async (number, outcome) => {
    const { twilio, carrier } = await world()
    const found = await carrier.send(to(number))
    expect(found).toMatchObject(outcome)
    expect(JSON.stringify(found)).not.toContain(number)
    expect(twilio.messages()).toHaveLength(0)
  })

  test('a wrong secret stops the channel and is nobody’s attempt', async () => {
    const { carrier } = await world({}, { apiSecret: 'wrong' })
    expect(await carrier.send(to(1))).toMatchObject({ result: 'retry', fault: 'account', code: '20003' })
  })

  test('429 was never processed: slow down for as long as the carrier says, whatever the body is', async () => {
    let html = false
    const { carrier } = await world({
      behave: () => ({
        refuse: { status: 429, code: 20429, message: 'Too Many Requests', retryAfter: 3, html },
      }),
    })
    expect(await carrier.send(to(1))).toMatchObject({ result: 'retry', fault: 'throttle', afterMs: 3_000 })
    html = true
    expect(await carrier.send(to(1))).toMatchObject({ result: 'retry', fault: 'throttle', afterMs: 3_000 })
  })

  test('however long it says, nobody waits longer than a day', async () => {
    const refuse = { status: 429, code: 20429, message: 'Too Many Requests', retryAfter: 9e99 }
    const { carrier } = await world({ behave: () => ({ refuse }) })
    expect(await carrier.send(to(1))).toMatchObject({ fault: 'throttle', afterMs: 86_400_000 })
  })

  test('errors in the newer form are read as well', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ type: 'about:blank', title: 'Opted out', status: 400, code: 21610 }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { port: number }
    expect(await carrierTo(`http://127.0.0.1:${port}`).send(to(1))).toMatchObject({
      result: 'failed',
      address: 'opted-out',
    })
  })

  test('a carrier that cannot be reached was never asked: nobody’s attempt', async () => {
    expect(await carrierTo('http://127.0.0.1:1').send(to(1))).toMatchObject({
      result: 'retry',
      fault: 'relay',
    })
  })

  test.each(['hang', 'reset', '500'] as const)(
    '%s after the request was written is unknown; looking tells which were taken',
    async (answer) => {
      const { twilio, carrier } = await world(
        { behave: ({ seen }) => ({ answer, taken: seen === 0 }) },
        { timeoutMs: 300 },
      )
      const claimedAt = Date.now()
      expect(await carrier.send(to(1))).toMatchObject({ result: 'unknown' })
      expect(await carrier.send(to(2))).toMatchObject({ result: 'unknown' })
      expect(twilio.messages()).toHaveLength(1)
      expect(await carrier.find?.(to(1), claimedAt)).toEqual({
        seen: true,
        providerId: twilio.messages()[0]?.sid,
      })
      expect(await carrier.find?.(to(2), claimedAt)).toEqual({ seen: false })
    },
  )

  test('looking takes neither another post’s text, nor an older message, nor one that is accounted for, for this one', async () => {
    const { carrier } = await world()
    await carrier.send(to(1))
    const other = {
      ...to(1),
      content: anIncidentContent({ url: 'https://status.acme.test/incidents/another00000' }),
    }
    expect(await carrier.find?.(other, Date.now())).toEqual({ seen: false })
    expect(await carrier.find?.(to(1), Date.now() + 3_600_000)).toEqual({ seen: false })
    expect(await carrier.find?.(to(1), Date.now(), async () => true)).toEqual({ seen: false })
  })

  test('looking finds a message whose words have been corrected since', async () => {
    const { carrier } = await world()
    await carrier.send(to(1))
    const corrected = {
      ...to(1),
      content: anIncidentContent({ title: 'Mail arrives late, text messages do not' }),
    }
    expect(await carrier.find?.(corrected, Date.now())).toMatchObject({ seen: true })
  })

  test('looking finds a message that was sent with the hint how to stop, or without', async () => {
    const { carrier } = await world()
    const notice = to(1)
    await carrier.send({ ...notice, to: { ...notice.to, stopHint: true } })
    expect(await carrier.find?.(notice, Date.now())).toMatchObject({ seen: true })
  })

  test('a look that cannot be made is no answer', async () => {
    await expect(carrierTo('http://127.0.0.1:1').find?.(to(1), 0)).rejects.toThrow()
  })
})

describe('the stand-in', () => {
  test('reports what it took with signed callbacks, in order', async () => {
    const seen: { status: string | undefined; held: boolean }[] = []
    const hook = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const params = readParams(body)
      const held = signatureHolds(
        { url: publicUrl + request.url, params, signature: String(request.headers['x-twilio-signature']) },
        [authToken],
      )
      seen.push({ status: readStatus(params)?.status, held })
      response.end()
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => hook.close(resolve)))
    const publicUrl = `http://127.0.0.1:${(hook.address() as { port: number }).port}`
    const { carrier } = await world({
      report: ['queued', 'sent', { status: 'undelivered', errorCode: 30_006 }],
    })
    await carrier.send({ ...to(1), sender: { ...ACME, publicUrl } })
    await expect
      .poll(() => seen)
      .toEqual(['queued', 'sent', 'undelivered'].map((status) => ({ status, held: true })))
  })

  test.each([
    [{ Body: 'x', From: from }, 21_604],
    [{ To: '+14155552001', From: from }, 21_602],
    [{ To: '+14155552001', Body: 'x' }, 21_603],
    [{ To: '14155552001', Body: 'x', From: from }, 21_211],
    [{ To: '+14155552001', Body: 'x'.repeat(1_601), From: from }, 21_617],
    [{ To: '+14155552001', Body: 'x', From: from, Colour: 'red' }, 20_001],
    [{ To: '+14155552001', Body: 'x', From: from, RiskCheck: 'perhaps' }, 20_001],
    [{ To: '+14155552001', Body: 'x', From: from, ValidityPeriod: '99999' }, 20_001],
    [{ To: '+14155552001', Body: 'x', From: from, StatusCallback: 'nowhere' }, 21_609],
  ])('refuses %j with %i, as Twilio does', async (params, code) => {
    const { twilio } = await world()
    const answer = await fetch(`${twilio.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      body: new URLSearchParams(params as Record<string, string>),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      code,
      status: 400,
      more_info: expect.stringContaining(String(code)),
    })
    expect(twilio.messages()).toHaveLength(0)
  })
})
