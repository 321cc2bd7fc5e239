import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readEvents } from '#src/channels/email/bounce/events.ts'
import { readMail } from '#src/channels/email/bounce/read.ts'

const MB = 1024 * 1024
const ROOT = join(import.meta.dirname, '../../../..')
const HEAD = 'From: MAILER-DAEMON@mx.test\nReturn-Path: <>\nSubject: failure notice\n'

const nested = Array.from(
  { length: 1_000 },
  (_none, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
).join('')

const HOSTILE: Record<string, () => string> = {
  'one long line': () => `${HEAD}\n${'a'.repeat(20 * MB)}`,
  'nothing but line ends': () => HEAD + '\n'.repeat(20 * MB),
  'nothing but carriage returns': () => HEAD.replaceAll('\n', '\r') + '\r'.repeat(20 * MB),
  'nothing but boundaries': () =>
    `${HEAD}Content-Type: multipart/mixed; boundary=a\n\n${'\n--a'.repeat(5 * MB)}`,
  'almost boundaries': () => `${HEAD}Content-Type: multipart/mixed; boundary=a\n\n${'\n--'.repeat(6 * MB)}`,
  '1,000 parts within each other': () =>
    `${HEAD + nested}Content-Type: text/plain\n\n${'x\n'.repeat(10 * MB)}`,
  '1,000 messages within each other': () =>
    HEAD + 'Content-Type: message/rfc822\n\n'.repeat(1000) + 'x'.repeat(19 * MB),
  '2,500 parts with long heads': () =>
    HEAD +
    'Content-Type: multipart/mixed; boundary=a\n\n' +
    `--a\nX: ${'\u00e9'.repeat(4000)}\n\nx\n`.repeat(2500),
  'a head without an end': () => 'X-Field: value\n'.repeat(1.3 * MB),
  'a field without an end': () => `Subject: x\n${' folded\n'.repeat(2.5 * MB)}`,
  'addresses without end': () => `${HEAD}\n${'a@b.test,'.repeat(2 * MB)}`,
  'a report on everybody': () =>
    HEAD +
    'Content-Type: message/delivery-status\n\n' +
    'Final-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 sender user account\n\n'.repeat(
      150000,
    ),
  'brackets without end': () => `${HEAD}Content-Type: text/html\n\n${'<a '.repeat(6 * MB)}`,
  'an encoded text': () => `${HEAD}Content-Transfer-Encoding: quoted-printable\n\n${'= '.repeat(10 * MB)}`,
  'traces that are none': () => `${HEAD}\n${'bounce+1.1.'.repeat(1.8 * MB)}`,
}

const MEASURE = `
import { readFileSync } from 'node:fs'
import { readMail } from '#src/channels/email/bounce/read.ts'
readMail(Buffer.from('Subject: warm'))
const raw = readFileSync(process.argv[1])
const before = process.memoryUsage().rss
const { kind } = readMail(raw)
console.log(JSON.stringify({ kind, extra: process.resourceUsage().maxRSS * 1024 - before }))
`

/** What reading a mail takes beside the mail itself, in a process of its own. */
async function measured(mail: string): Promise<{ kind: string; extra: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-mail-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'mail.eml')
  writeFileSync(file, mail)
  const args = ['--input-type=module-typescript', '-e', MEASURE, file]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  return JSON.parse(stdout)
}

test.each(Object.entries(HOSTILE))(
  '20 MB of %s take less than 64 MiB beside themselves',
  async (_what, mail) => {
    const { kind, extra } = await measured(mail())
    expect(['none', 'bounce']).toContain(kind)
    expect(extra / MB).toBeLessThan(64)
  },
)

test('no mail makes the reader fail', () => {
  const piece = fc.constantFrom(
    'Content-Type: multipart/report; boundary=a\n',
    'Content-Type: multipart/mixed; boundary="\n',
    'Content-Type: message/delivery-status\n',
    'Content-Type: message/rfc822\n',
    'Content-Transfer-Encoding: base64\n',
    'Content-Type: text/plain; charset=no-such\n',
    'Subject: =?x?q?=FF?= =?utf-8?b?////?=\n',
    'From: MAILER-DAEMON@x\n',
    'Final-Recipient: utf-8; \\x{110000}@x\n',
    'Action: failed\n',
    'Status: 5.1.1\n',
    'Diagnostic-Code: smtp; 550 <a@b.c>... no\n',
    '\n',
    '\n--a\n',
    '\n--a--\n',
    '\r',
    ' ',
    '550 5.1.1 <a@b.c>: user unknown\n',
    '<a@b.c> <d@e.f>\n',
  )
  const mail = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 })
  fc.assert(
    fc.property(mail, (pieces) => {
      const { kind, said } = readMail(Buffer.from(pieces.join('')))
      expect(['bounce', 'complaint', 'auto-reply', 'none']).toContain(kind)
      for (const one of said) expect(typeof one.verdict).toBe('string')
    }),
    { numRuns: 2_000 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 4_000 }), (bytes) => void readMail(Buffer.from(bytes))))
})

test('no JSON makes the reader fail', () => {
  const name = fc.constantFrom(
    'event',
    'type',
    'email',
    'mail',
    'bounce',
    'notificationType',
    'RecordType',
    'event-data',
    'TopicArn',
    'Type',
    'Message',
    'to',
    'reason',
    'bouncedRecipients',
    '__proto__',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.constantFrom('Bounce', 'bounce', 'Complaint', 'failed', null),
      fc.dictionary(name, tie('value')),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }))
  fc.assert(
    fc.property(value, (json) => void readEvents(json)),
    { numRuns: 2_000 },
  )
})
