import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { isSuppressed } from '#db/queries/suppressions.ts'
import { freshDb, type TestDb } from '#test/support/db.ts'
import { aPage, aSubscriber } from '#test/support/makers.ts'
import { aBounce, aComplaint, mailed, type Told } from '#test/support/returned.ts'
import { ask } from '#test/support/routes.ts'
import { type Site, startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'

const SECRET = 'a-secret-of-the-operator-0123456789'
const BEARER = { authorization: `Bearer ${SECRET}` }
const MAIL = { 'content-type': 'message/rfc822' }
const JSON_TYPE = { 'content-type': 'application/json' }
const MB = 1024 * 1024

describe('returned mails at the door', () => {
  let own: TestDb
  let site: Site
  let told: Told[]
  let used = 0
  const addresses = Array.from({ length: 12 }, (_none, one) => `hook.reader.${one}@example.com`)

  beforeAll(async () => {
    own = await freshDb('sqlite')
    await aPage(own.db)
    const ids: number[] = []
    for (const address of addresses) ids.push(await aSubscriber(own.db, { address }))
    told = await mailed(own.db, ids, Date.now() - 1_000)
    site = await startSite({ databaseUrl: own.url, env: { MAIL_HOOK_SECRET: SECRET, LOG_LEVEL: 'debug' } })
  })
  afterAll(async () => {
    await site?.stop()
    await own?.drop()
  })

  /** Somebody of whom nothing has come back yet. */
  function somebody(): Told & { address: string } {
    const person = used++
    return { ...(told[person] as Told), address: addresses[person] ?? '' }
  }

  async function post(
    body: string | Buffer,
    headers: Record<string, string>,
    query = '',
  ): Promise<{ status: number; said: { counted?: number; error?: { code: string; message: string } } }> {
    const { status, body: text } = await ask(site.port, `/hooks/mail${query}`, {
      method: 'POST',
      headers,
      body,
    })
    return { status, said: JSON.parse(text) }
  }

  /** The status; who goes on writing may find the door shut before it has read why, and that is a refusal too. */
  async function refusal(body: Buffer, headers: Record<string, string>): Promise<number> {
    const answer = await post(body, headers).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') return { status: 413 }
      throw error
    })
    return answer.status
  }

  async function hears(one: Told): Promise<string> {
    const subscriber = await findSubscriber(own.db, one.subscriberId)
    if (await isSuppressed(own.db, subscriber?.addressHash ?? '')) return 'suppressed'
    return subscriber?.endedBy ?? 'hears'
  }

  test('a raw mail that bounced suppresses its address; a second time it is old news', async () => {
    const one = somebody()
    const mail = aBounce(one.verp, [{ address: one.address }])
    expect(await post(mail, { ...BEARER, ...MAIL })).toEqual({ status: 200, said: { counted: 1 } })
    expect(await hears(one)).toBe('suppressed')
    expect(await post(mail, { ...BEARER, ...MAIL })).toEqual({ status: 200, said: { counted: 0 } })
  })

  test('where it came back to may stand in the address or in a header of the request', async () => {
    const [one, two] = [somebody(), somebody()]
    const mail = (address: string) => aBounce('postmaster@acme.test', [{ address }])
    const query = `?to=${encodeURIComponent(one.verp)}`
    expect((await post(mail(one.address), { ...BEARER, ...MAIL }, query)).said.counted).toBe(1)
    const header = { 'x-original-to': two.verp }
    expect((await post(mail(two.address), { ...BEARER, ...MAIL, ...header })).said.counted).toBe(1)
    expect((await post(mail('stranger@example.net'), { ...BEARER, ...MAIL })).said).toEqual({ counted: 0 })
  })

  test('only the secret opens it: as a token, as a password, or as a fresh signature of the body', async () => {
    const one = somebody()
    const mail = aComplaint(one.verp)
    const basic = (password: string) => `Basic ${Buffer.from(`candor:${password}`).toString('base64')}`
    const signed = (at: number, body: string, secret = SECRET) => {
      const seconds = Math.floor(at / 1_000)
      return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
    }
    const now = Date.now()
    expect((await post(mail, MAIL)).status).toBe(401)
    for (const wrong of [
      { authorization: 'Bearer nobody' },
      { authorization: `Bearer ${SECRET}x` },
      { authorization: 'Bearer ' },
      { authorization: basic('nobody') },
      { authorization: 'Basic %%%' },
      { 'x-candor-signature': signed(now, `${mail} `) },
      { 'x-candor-signature': signed(now, mail, 'another') },
      { 'x-candor-signature': signed(now - 6 * 60_000, mail) },
      { 'x-candor-signature': 't=1,v1=' },
    ] as Record<string, string>[])
      expect((await post(mail, { ...MAIL, ...wrong })).status, JSON.stringify(wrong)).toBe(403)
    expect(await hears(one)).toBe('hears')
    expect((await post(mail, { ...MAIL, 'x-candor-signature': signed(now, mail) })).said.counted).toBe(1)
    expect(await hears(one)).toBe('complaint')
    expect((await post(mail, { ...MAIL, authorization: basic(SECRET) })).said).toEqual({ counted: 0 })
  })

  test('events of providers count by the envelope sender or the Message-ID that they bring', async () => {
    const [ses, sendGrid, mailgun, postmark, plain] = [
      somebody(),
      somebody(),
      somebody(),
      somebody(),
      somebody(),
    ]
    const id = (one: Told) => /<(.+)>/.exec(one.original.split('\n')[0] ?? '')?.[1] ?? ''
    const notice = {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [
          { emailAddress: ses.address, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
        ],
      },
      mail: { source: ses.verp },
    }
    const envelope = { Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: JSON.stringify(notice) }
    const sns = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' }
    expect((await post(JSON.stringify(envelope), { ...BEARER, ...sns })).said.counted).toBe(1)
    expect((await post(JSON.stringify(notice), { ...BEARER, ...JSON_TYPE })).said.counted).toBe(0)
    const events = [
      [
        {
          event: 'bounce',
          type: 'bounce',
          email: sendGrid.address,
          'smtp-id': `<${id(sendGrid)}>`,
          reason: '550 5.1.1 no such user',
          status: '5.1.1',
        },
      ],
      {
        'event-data': {
          event: 'complained',
          recipient: mailgun.address,
          message: { headers: { 'message-id': id(mailgun) } },
        },
      },
      {
        RecordType: 'Bounce',
        Type: 'HardBounce',
        Email: postmark.address,
        Details: 'smtp;550 5.1.1 unknown',
        Content: postmark.original,
      },
      { type: 'bounce', to: plain.verp, recipient: plain.address, status: '5.2.2', answer: '552 5.2.2 full' },
    ]
    for (const event of events)
      expect(
        (await post(JSON.stringify(event), { ...BEARER, ...JSON_TYPE })).said,
        JSON.stringify(event),
      ).toEqual({ counted: 1 })
    expect(await Promise.all([ses, sendGrid, mailgun, postmark, plain].map(hears))).toEqual([
      'suppressed',
      'suppressed',
      'complaint',
      'suppressed',
      'hears',
    ])
  })

  test('a thousand events at once are taken in, with the two among them that are ours', async () => {
    const [one, two] = [somebody(), somebody()]
    const strange = (at: number) => ({
      event: 'bounce',
      email: `s${at}@example.net`,
      'smtp-id': '<x@y>',
      reason: '550 5.1.1 unknown user',
    })
    const ours = [one, two].map(({ verp, address }) => ({
      type: 'bounce',
      to: verp,
      recipient: address,
      status: '5.1.1',
    }))
    const events = [...Array.from({ length: 998 }, (_none, at) => strange(at)), ...ours]
    expect((await post(JSON.stringify(events), { ...BEARER, ...JSON_TYPE })).said).toEqual({ counted: 2 })
    expect(await hears(one)).toBe('suppressed')
  })

  test('what cannot be read gets a clear answer, never a fault', async () => {
    const json = { ...BEARER, ...JSON_TYPE }
    for (const [body, headers, status, code] of [
      ['{', json, 400, 'json'],
      ['', json, 400, 'json'],
      ['"text"', json, 400, 'form'],
      ['null', json, 400, 'form'],
      ['[1,2]', json, 400, 'form'],
      ['{"type":"bounce"}', json, 400, 'form'],
      ['['.repeat(100_000), json, 400, 'json'],
      ['a=b', { ...BEARER, 'content-type': 'application/x-www-form-urlencoded' }, 415, 'type'],
      ['a', BEARER, 415, 'type'],
    ] as [string, Record<string, string>, number, string][]) {
      const { status: got, said } = await post(body, headers)
      expect([got, said.error?.code, typeof said.error?.message], body.slice(0, 20)).toEqual([
        status,
        code,
        'string',
      ])
    }
    for (const odd of [
      Buffer.of(),
      Buffer.from([0, 255, 10, 13, 0]),
      Buffer.from('Content-Type: multipart/mixed; boundary='),
      Buffer.alloc(100_000, 45),
    ])
      expect(await post(odd, { ...BEARER, ...MAIL })).toEqual({ status: 200, said: { counted: 0 } })
    expect((await ask(site.port, '/hooks/mail')).status).toBe(404)
  })

  test('20 MB are taken from who shows the secret, and refused to everybody else', async () => {
    const one = somebody()
    const mail = Buffer.concat([
      Buffer.from(aBounce(one.verp, [{ address: one.address }])),
      Buffer.alloc(20 * MB, 'x\n'),
    ])
    expect(await post(mail, { ...BEARER, ...MAIL })).toEqual({ status: 200, said: { counted: 1 } })
    for (const headers of [{}, { authorization: 'Bearer nobody' }] as Record<string, string>[])
      expect(await refusal(mail, { ...MAIL, ...headers })).toBe(413)
    expect(await refusal(Buffer.alloc(26 * MB, 32), { ...BEARER, ...MAIL })).toBe(413)
    expect(await refusal(Buffer.alloc(5 * MB, 32), { ...BEARER, ...JSON_TYPE })).toBe(413)
  })

  test('SNS asks whether it may send, and the operator reads where to say yes', async () => {
    const asks = {
      Type: 'SubscriptionConfirmation',
      TopicArn: 'arn:aws:sns:x',
      SubscribeURL: 'https://sns.example/confirm',
    }
    expect((await post(JSON.stringify(asks), { ...BEARER, ...JSON_TYPE })).said).toEqual({ counted: 0 })
    await until(() => site.output().includes('https://sns.example/confirm'), 'the log to name the address')
  })

  test('nobody’s address is in the log', async () => {
    expect(site.output()).not.toMatch(/hook\.reader|@example\.com|@bounces\.acme/)
    expect(site.output()).not.toContain(SECRET)
    const audit = JSON.stringify(await own.db.selectFrom('audit').selectAll().execute())
    expect(audit).not.toMatch(/hook\.reader|@bounces\.acme/)
  })
})

test('without a secret there is nothing here', async () => {
  const site = await startSite({ env: { MAIL_HOOK_SECRET: undefined } })
  const headers = { ...BEARER, ...MAIL }
  const { status } = await ask(site.port, '/hooks/mail', { method: 'POST', headers, body: 'x' })
  await site.stop()
  expect(status).toBe(404)
})
