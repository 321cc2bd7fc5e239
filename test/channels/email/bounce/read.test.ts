import { expect, test } from 'vitest'
import { readMail } from '#src/channels/email/bounce/read.ts'
import { aBounce, aComplaint } from '#test/support/returned.ts'

const MAC = 'AbCdEfGhIjKlMnOpQrStUv'
const KEY = `12.7.${MAC}`
const ana = { address: 'ana@example.org' }
const read = (raw: string, envelope?: string) => readMail(Buffer.from(raw), envelope)
const verdicts = (raw: string) => read(raw).said.map(({ verdict }) => verdict)

test.each([
  ['as it is', `bounce+${KEY}@bounces.acme.test`],
  ['wrapped by a forwarder (SRS)', `SRS0=HHH=TT=bounces.acme.test=bounce+${KEY}@forward.example`],
  ['signed by a forwarder (BATV)', `prvs=1234abcdef=bounce+${KEY}@bounces.acme.test`],
  ['its plus made a space by a query', `bounce ${KEY}@bounces.acme.test`],
])('our envelope sender is found %s', (_how, to) => {
  expect(read(aBounce(to, [ana])).traces.keys).toEqual([KEY])
  expect(read('Subject: x\n\nx', to).traces.keys).toEqual([KEY])
})

test('our Message-ID and link are found in an original that came back encoded, and nothing else is', () => {
  const original = `Message-ID: <d.${MAC}@acme.test>\nList-Unsubscribe: <https://acme.test/u/7-1-${MAC}>\n`
  const packed = (text: string) => Buffer.from(text).toString('base64')
  const mail = aBounce('x@acme.test', [ana], 'Subject: y').replace(
    'Content-Type: text/rfc822-headers\n',
    'Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n',
  )
  const { traces } = read(mail.replace('Subject: y', packed(original)))
  expect(traces).toEqual({ keys: [], macs: [MAC], subscribers: [7] })
  expect(read(`Message-ID: <xd.${MAC}@a.test>\n\n/u/7-1-${MAC}x bounce+1.2.short@x`).traces).toEqual({
    keys: [],
    macs: [],
    subscribers: [],
  })
})

test('a report that is encoded, in another charset or only in HTML is read', () => {
  const packed = aBounce('x@acme.test', [ana]).replace(
    /(Content-Type: message\/delivery-status)\n\n([\s\S]+?)\n\n--r/,
    (_all, type, body) =>
      `${type}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body).toString('base64')}\n\n--r`,
  )
  expect(verdicts(packed)).toEqual(['hard'])
  const html = `From: postmaster@example.org\nReturn-Path: <>\nSubject: Undeliverable: News\nContent-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n`
  const text = '<p>Delivery failed.</p><div>ana@example.org</div><b>550&nbsp;5.1.1 no such user</b>'
  expect(verdicts(html + Buffer.from(text, 'utf16le').toString('base64'))).toEqual(['hard'])
})

test('what was sent says nothing of what came of it', () => {
  const original = 'Subject: 550 5.1.1 User unknown\nStatus: 5.1.1\nFinal-Recipient: rfc822; ana@example.org'
  const late = aBounce('x@acme.test', [{ ...ana, action: 'delayed', status: '4.4.1', answer: '' }], original)
  expect(verdicts(late)).toEqual(['delayed'])
  const full = { ...ana, status: '5.2.2', answer: '552 5.2.2 over quota' }
  expect(verdicts(aBounce('x@acme.test', [full], original))).toEqual(['soft'])
})

test.each([
  ['550 5.1.1 User unknown', '5.1.1', 'hard'],
  ['550 5.1.2 Host unknown', '5.1.2', 'hard'],
  ['556 5.1.10 Recipient address has null MX', '5.1.10', 'hard'],
  ['551 5.1.6 The mailbox has moved', '5.1.6', 'hard'],
  ['550 User unknown (in reply to RCPT TO command)', '5.0.0', 'hard'],
  ['550 User unknown (in reply to end of DATA command)', '5.0.0', 'soft'],
  ['550 User unknown', '5.0.0', 'soft'],
  ['450 4.1.1 User unknown', '4.1.1', 'soft'],
  ['550 5.4.1 Recipient address rejected: Access denied', '5.4.1', 'soft'],
  ['550 5.4.310 DNS domain does not exist', '5.4.310', 'soft'],
  ['', '5.2.1', 'soft'],
  ['550 5.2.1 The account that you tried to reach is disabled', '5.2.1', 'soft'],
  ['552 5.2.2 The mailbox is over quota', '5.2.2', 'soft'],
  ['550 5.7.1 Recipient address rejected: user unknown', '5.7.1', 'ours'],
  ['550 5.7.515 Access denied, sending domain does not meet the level', '5.7.515', 'ours'],
  ['550 5.1.8 Sender address rejected: Domain not found', '5.1.8', 'ours'],
  ['550 5.1.1 Sender address rejected: User unknown in virtual table', '5.1.1', 'ours'],
  ['554 5.1.1 Service refused; client host blocked using zen.spamhaus.org', '5.1.1', 'ours'],
  ['452 4.2.1 The user is receiving mail at a rate that prevents delivery', '4.2.1', 'ours'],
])('“%s” with %s is %s', (answer, status, verdict) => {
  expect(verdicts(aBounce('x@acme.test', [{ ...ana, answer, status }]))).toEqual([verdict])
})

test('a complaint is one, and a report on behalf of nobody is none', () => {
  for (const type of ['abuse', 'fraud', 'opt-out', 'other'])
    expect(verdicts(aComplaint('x@acme.test', undefined, type)), type).toEqual(['complaint'])
  for (const type of ['not-spam', 'auth-failure', 'virus'])
    expect(read(aComplaint('x@acme.test', undefined, type)), type).toMatchObject({ kind: 'none', said: [] })
})

test('200 recipients are 200 sayings, each its own', () => {
  const recipients = Array.from({ length: 200 }, (_none, at) => ({
    address: `r${at}@example.org`,
    ...(at % 2 ? { status: '5.2.2', answer: '552 5.2.2 Mailbox full' } : {}),
  }))
  const { said } = read(aBounce('x@acme.test', recipients))
  expect(said.map(({ recipient }) => recipient)).toEqual(recipients.map(({ address }) => address))
  expect(said.map(({ verdict }) => verdict)).toEqual(recipients.map((_one, at) => (at % 2 ? 'soft' : 'hard')))
})
