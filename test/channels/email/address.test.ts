import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEmail } from '#src/channels/email/address.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { bytesOf } from '#src/channels/email/mime.ts'
import { ACME, aNotice, anIncidentContent, aReader, headerNames, MAIL_SETTINGS } from '../makers.ts'

describe('a mail address', () => {
  test.each([
    ['ana@example.com', 'ana@example.com'],
    ['  Ana.Reis+News@Example.COM ', 'ana.reis+news@example.com'],
    ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ["o'neil@example.co.uk", "o'neil@example.co.uk"],
    ['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example'],
    ['ana@例え。テスト', 'ana@xn--r8jz45g.xn--zckzah'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is taken as %s', (typed, address) => {
    expect(parseEmail(typed)).toEqual({ ok: true, address, country: null, language: null })
  })

  test.each([
    '',
    'ana',
    '@example.com',
    'ana@',
    'ana@@example.com',
    'a@b@example.com',
    '"ana reis"@example.com',
    'ana reis@example.com',
    'ana(comment)@example.com',
    'Ana <ana@example.com>',
    'group: a@example.com, b@example.com;',
    'ana@example.com,bob@example.com',
    'ana@[127.0.0.1]',
    'ana@127.0.0.1',
    'ana@0x7f.1',
    'ana@2130706433',
    'ana@localhost',
    'ana@-example.com',
    'ana@example..com',
    'ana@.example.com',
    'ana@example.com.',
    'ana@exa%6dple.com',
    'ana@exam_ple.com',
    '.ana@example.com',
    'ana.@example.com',
    'a..na@example.com',
    'añá@example.com',
    'ana@example.com\r\nBcc: bob@example.com',
    'ana\0@example.com',
    'ana\n@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
  ])('%j is refused with a sentence', (typed) => {
    expect(parseEmail(typed)).toMatchObject({ ok: false, problem: expect.stringMatching(/^[A-Z].*\.$/) })
  })
})

const NASTY = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\u2028',
  '\u0085',
  '\u202e',
  '"',
  '\\',
  '<',
  '>',
  ',',
  ';',
  ':',
  '=?UTF-8?Q?x?=',
  'Bcc: x@y.zz',
  '\ud800',
  '@',
  '(',
  ')',
  'é',
  '漢',
  '🚨',
]
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'feedback-id',
  'from',
  'in-reply-to',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'precedence',
  'references',
  'reply-to',
  'subject',
  'to',
  'x-auto-response-suppress',
]

describe('hostile input', () => {
  test('of 1,000 made-up addresses each is refused, or is one plain address', () => {
    fc.assert(
      fc.property(hostile, hostile, (local, domain) => {
        const result = parseEmail(`${local}@${domain}`)
        if (result.ok) expect(result.address).toMatch(/^[\x21-\x3f\x41-\x7e]+@[a-z0-9.-]+\.[a-z][a-z0-9-]*$/)
        else expect(result.problem).toBeTruthy()
      }),
      { numRuns: 1_000 },
    )
  })

  test('300 made-up names, titles and page names leave exactly the expected headers and one recipient', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (name, title, pageName) => {
        const mail = mailOf(
          aNotice({
            sender: { ...ACME, pageName: `Acme${pageName}` },
            content: anIncidentContent({ title }),
            to: aReader({ name }),
          }),
          MAIL_SETTINGS,
        )
        const raw = await bytesOf(mail)
        expect(headerNames(raw)).toEqual(HEADERS)
        expect(mail.envelope).toEqual({ from: MAIL_SETTINGS.from, to: 'ana@example.com' })
        const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
        expect(head.replace(/\r\n/g, '')).toMatch(/^[\x20-\x7e]*$/)
        expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThan(998)
      }),
      { numRuns: 300 },
    )
  })
})
