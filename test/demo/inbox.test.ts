import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CaughtMail, type CaughtText, startInbox } from '#test/support/inbox.ts'

const mail = (to: string, subject: string, html: string): CaughtMail => ({
  at: Date.parse('2026-11-22T12:00:00Z'),
  to: [to],
  raw: Buffer.from(
    `From: Acme <news@acme.test>\r\nTo: ${to}\r\nSubject: ${subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`,
  ),
})
const mails: CaughtMail[] = []
const texts: CaughtText[] = []
let inbox: Awaited<ReturnType<typeof startInbox>>
beforeAll(async () => {
  inbox = await startInbox({ mails: () => mails, texts: () => texts })
})
afterAll(() => inbox.close())
const read = async (path: string) => {
  const response = await fetch(inbox.url + path)
  return {
    status: response.status,
    policy: response.headers.get('content-security-policy'),
    html: await response.text(),
  }
}

test('an empty inbox says what will stand there', async () => {
  expect((await read('/')).html).toContain('No mail has been caught yet')
  expect((await read('/texts')).html).toContain('No text message has been caught yet')
})

test('lists mails newest first, finds one by its address, and opens it as letter, text and headers', async () => {
  mails.push(
    mail('first@example.com', 'One', '<p>Hello</p>'),
    mail('second@example.com', 'Two', '<p>Hello</p>'),
  )
  const { html } = await read('/')
  expect(html.indexOf('second@example.com')).toBeLessThan(html.indexOf('first@example.com'))
  const found = await read('/?q=FIRST@')
  expect(found.html).toContain('first@example.com')
  expect(found.html).not.toContain('second@example.com')
  expect((await read('/mails/0')).html).toContain('<iframe src="/mails/0/html"')
  expect((await read('/mails/0?show=headers')).html).toContain('From: Acme')
})

test('a mail can neither run anything nor break out of its frame, and its words stay words', async () => {
  mails.push(
    mail(
      'bad@example.com',
      '<script>alert(1)</script>',
      '<script>alert(2)</script><img src=x onerror=alert(3)>',
    ),
  )
  expect((await read('/mails/2')).html).not.toContain('<script>alert')
  const letter = await read('/mails/2/html')
  expect(letter.policy).toMatch(/^sandbox (?!.*allow-scripts)/)
  expect(letter.policy).toContain("default-src 'none'")
})

test('shows the text messages of one number as a conversation, with links to follow', async () => {
  texts.push({ at: 1, to: '+14155550100', body: 'Acme: mail is late. http://localhost:1/a <b>' })
  const { html } = await read('/texts/+14155550100')
  expect(html).toContain('href="http://localhost:1/a"')
  expect(html).toContain('&lt;b&gt;')
})

test('answers 404 to what it does not have', async () => {
  expect((await read('/mails/99')).status).toBe(404)
  expect((await read('/../../package.json')).status).toBe(404)
})
