import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import type { Notice } from '#src/channels/channel.ts'
import { composer } from '#src/channels/email/compose.ts'
import { isForSubscribers } from '#src/channels/email/headers.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { bytesOf } from '#src/channels/email/mime.ts'
import { press } from '#src/channels/email/parts.ts'
import { quoted } from '#src/channels/email/personal.ts'
import { prepare } from '#src/channels/email/prepared.ts'
import type { Parcel } from '#src/channels/email/work.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { aNotice, anIncidentContent, aReader, aWord, headerNames, MAIL_SETTINGS } from '../makers.ts'
import { messagesIn } from '../messages.ts'

const SETTINGS = { ...MAIL_SETTINGS, bounceDomain: 'bounce.example.test' }

const set = press()

/** What a relay would keep: the final dot gone, doubled dots single again. */
function received({ message }: Parcel): Buffer {
  const text = set(message, '', false).toString('latin1')
  expect(text).toHaveLength(message.bytes)
  expect(text).toMatch(/^[\t\r\n -~]*\r\n\.\r\n$/)
  expect(text.indexOf('\r\n.\r\n')).toBe(text.length - 5)
  expect(text).not.toMatch(/[^\r]\n|\r[^\n]/)
  return Buffer.from(text.slice(0, -3).replaceAll('\r\n..', '\r\n.'), 'latin1')
}

/** All that a reader's mail program makes of it. */
async function readAs(raw: Buffer) {
  const { headers, text, html, to, from, subject, messageId } = await simpleParser(raw)
  const others = [...headers].filter(([name]) => name !== 'content-type' && name !== 'to')
  return {
    headers: Object.fromEntries(others),
    to: to && [to].flat().map(({ value }) => value),
    text,
    html,
    from,
    subject,
    messageId,
  }
}

async function expectAlike(parcel: Parcel, notice: Notice) {
  const mail = mailOf(notice, SETTINGS)
  const raw = received(parcel)
  const plain = await bytesOf(mail)
  expect({ from: parcel.from, to: parcel.to }).toEqual(mail.envelope)
  expect(await readAs(raw)).toEqual(await readAs(plain))
  expect(headerNames(raw)).toEqual(headerNames(plain))
  const [head = '', ...body] = raw.toString('latin1').split('\r\n\r\n')
  expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThan(998)
  expect(
    Math.max(
      ...body
        .join('\r\n\r\n')
        .split('\r\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(76)
}

const NASTY = [
  '"',
  '\\',
  '<',
  '>',
  '&',
  "'",
  '=',
  '=3D',
  '=\r\n',
  '.',
  '..',
  ' ',
  '\t',
  '\r\n',
  '\n.\r\n',
  '\0',
  '\u2028',
  '\u202e',
  '=?UTF-8?Q?x?=',
  'Bcc: x@y.zz',
  '\ud800',
  '@',
  ',',
  ';',
  ':',
  '(',
  'é',
  '漢',
  '🚨',
  '$&',
  'x'.repeat(80),
  '漢字'.repeat(60),
]
const aName = fc.option(
  fc.oneof(
    fc.constantFrom(
      'Ana',
      'Maria João',
      'O’Neil',
      'J. R. "Bob" Dobbs',
      '.dot',
      'x'.repeat(2_000),
      '株式会社',
    ),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...NASTY),
          fc.string({ maxLength: 12 }),
          fc.string({ unit: 'binary', maxLength: 6 }),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  ),
)
const aLocal = fc.stringMatching(
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}){0,2}$/,
)
const anAddress = fc
  .tuple(aLocal, fc.stringMatching(/^[a-z0-9]{1,40}(\.[a-z]{2,12}){1,3}$/))
  .map(([local, domain]) => `${local}@${domain}`)
const aUrl = fc
  .tuple(
    fc.constantFrom('https://status.example.test', 'https://xn--ao-0ia.example/~a,b;c/(d)'),
    fc.stringMatching(/^[\w.~!$&'()*+,;=:@%?#/-]{0,200}$/),
  )
  .map(([base, path]) => `${base}/u/${path}`)
const aToken = fc.stringMatching(/^[\w-]{1,40}$/)

const contents = [
  anIncidentContent(),
  anIncidentContent(
    { title: 'Störung – 故障 = ".": 100 %', stillWorks: '.\n..\nFrom here on' },
    {
      updates: [
        aWord({ html: '<p>.</p>\n<p>. . =3D</p>', text: '.\n\n. .\n=3D\n-- ' }),
        ...Array.from({ length: 6 }, () => aWord()),
      ],
    },
  ),
]

describe('a mail that was set once for many', () => {
  const compose = composer(SETTINGS)

  test('is for 1,000 made-up readers what it would be if set for each alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          name: aName,
          address: anAddress,
          unsubscribeUrl: fc.option(aUrl, { freq: 8 }),
          preferencesUrl: fc.option(aUrl, { freq: 8 }),
          timeZone: fc.constantFrom(null, 'Asia/Tokyo'),
        }),
        aToken,
        fc.constantFrom(...contents),
        async (to, token, content) => {
          const notice = aNotice({ token, content, to: aReader(to) })
          await expectAlike(await compose(notice), notice)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('is that in every language, from right to left, with a file attached, as a digest', async () => {
    const names = [null, '.J. "Bob" =3D', '株式会社 مريم']
    for (const language of LANGUAGES) {
      const told = Object.values(messagesIn(language)).filter((one) => isForSubscribers(one.content))
      for (const [n, one] of told.entries()) {
        const notice = { ...one, to: { ...one.to, name: names[n % 3] ?? null } }
        await expectAlike(await compose(notice), notice)
      }
    }
  })

  test('carries what staff wrote, the reader’s name in it', async () => {
    const opening = 'Dear {{ name | default: "reader" }},\n\n{{ title }} is {{ state | downcase }}.'
    const sender = {
      ...aNotice().sender,
      wording: { incident: { en: { opening, closing: 'Yours,\n{{ page }} & <all>' } } },
    }
    const content = anIncidentContent()
    for (const name of ['Ana', '<b>=3D</b>', null]) {
      const notice = aNotice({ content, sender, to: aReader({ name }) })
      await expectAlike(await compose(notice), notice)
      const { text, html } = mailOf(notice, SETTINGS)
      expect(text).toContain(`Dear ${name ?? 'reader'},\n\nEmail arrives late is investigating.`)
      expect(text).not.toContain('Hello')
      expect(html).toContain('Yours,<br>Acme &amp; &lt;all&gt;')
    }
  })

  test('goes in our own words where staff’s cannot be filled after all', async () => {
    const wording = { incident: { en: { opening: '{{ nothing }}{% if %}' } } }
    const notice = aNotice({ sender: { ...aNotice().sender, wording } })
    await expectAlike(await compose(notice), notice)
    expect(mailOf(notice, SETTINGS).text).toContain('Hello,')
  })

  test('has every dot that begins a line doubled, also behind the last thing that is personal', async () => {
    const dots = Array.from({ length: 40 }, (_, n) => `.${'x'.repeat(n % 9)}`).join('\n')
    for (const sender of [{ ...aNotice().sender, postalAddress: dots }, aNotice().sender]) {
      const content = anIncidentContent(
        { stillWorks: dots },
        { updates: [aWord({ text: dots, html: `<p>${dots}</p>` })] },
      )
      const notice = aNotice({ content, sender })
      const { pieces } = await prepare(notice, SETTINGS)
      const last = pieces.at(-1)?.toString('latin1') ?? ''
      expect(last.slice(0, -5)).not.toMatch(/\r\n\.(?!\.)/)
      expect(last.endsWith('\r\n.\r\n')).toBe(true)
      await expectAlike(await compose(notice), notice)
    }
  })

  test('is set once for each kind of reader, and at once for the next of the same kind', async () => {
    const content = anIncidentContent()
    const first = compose(aNotice({ content }))
    expect(first).toBeInstanceOf(Promise)
    await first
    const same = aNotice({
      content,
      sender: { ...aNotice().sender },
      to: aReader({ address: 'bo@example.com' }),
    })
    expect(compose(same)).not.toBeInstanceOf(Promise)
    for (const other of [
      aNotice({ content, to: aReader({ timeZone: 'Asia/Tokyo' }) }),
      aNotice({ content, to: aReader({ name: 'Ana' }) }),
      aNotice({ content, to: aReader({ preferencesUrl: null }) }),
      aNotice({ content, sender: { ...aNotice().sender, pageName: 'Other' } }),
      aNotice({ content, at: 1 }),
      aNotice({ content: anIncidentContent() }),
    ])
      expect(compose(other)).toBeInstanceOf(Promise)
  })

  test('follows its reader’s clock and its post, however many stand side by side', async () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((_, n) => n % 10 === 0)
    const content = anIncidentContent()
    const notices = [...zones, ...zones].map((timeZone, n) =>
      aNotice({ content, token: `t${n}`, to: aReader({ timeZone, name: n % 3 ? null : `Reader ${n}` }) }),
    )
    const parcels = await Promise.all(notices.map(compose))
    for (const [n, parcel] of parcels.entries()) await expectAlike(parcel, notices[n] as Notice)
  })

  test('leaves out the same of a long history for everybody', async () => {
    for (const size of [80_000, 84_000, 86_000, 87_500, 88_500]) {
      const content = anIncidentContent(
        {},
        { updates: [aWord(), aWord({ html: `<p>${'word '.repeat((size - 10_000) / 5)}</p>` })] },
      )
      for (const name of [null, 'A', 'x'.repeat(100)]) {
        const notice = aNotice({ content, to: aReader({ name, address: `${'a'.repeat(60)}@example.com` }) })
        await expectAlike(await compose(notice), notice)
        expect(mailOf(notice, SETTINGS).html.length).toBeLessThan(90_000)
      }
    }
  })

  test.each([
    ['address', { address: 'ana@example.com>\r\nRCPT TO:<eve@example.com' }],
    ['address', { address: 'ana@example.com, eve@example.com' }],
    ['address', { address: 'ana' }],
    ['unsubscribe link', { unsubscribeUrl: 'https://x.test/>\r\nBcc: eve@example.com' }],
    ['unsubscribe link', { unsubscribeUrl: `https://x.test/${'a'.repeat(1_000)}` }],
  ])('is not sent with an unsafe %s', (what, to) => {
    expect(() => compose(aNotice({ to: aReader(to) }))).toThrow(`The ${what} cannot stand in a mail.`)
  })

  test.each([{ token: 'a>\r\nBcc: eve@example.com' }, { token: '' }, { key: '1.2@x' }])(
    'is not sent with an unsafe key: %j',
    (changes) => {
      expect(() => compose(aNotice(changes))).toThrow('The delivery key cannot stand in a mail.')
    },
  )

  test('may fail to be set, and is tried anew', async () => {
    const content = anIncidentContent()
    const broken = aNotice({ content, sender: { ...aNotice().sender, timeZone: 'Not/AZone' } })
    for (let n = 0; n < 2; n += 1) await expect(async () => compose(broken)).rejects.toThrow(/zone/i)
    await expectAlike(await compose(aNotice({ content })), aNotice({ content }))
  })
})

test('quoted text keeps its lines short and never begins one with a dot', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }).map((text) => text.toWellFormed()),
      (text) => {
        const lines = quoted(text).split('=\r\n')
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(75)
          expect(line).toMatch(/^(?!\.)(?:[ -<>-~]|=[0-9A-F]{2})*$/)
        }
        expect(lines.at(-1)).not.toMatch(/ $/)
        const bytes = lines
          .join('')
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        expect(Buffer.from(bytes, 'latin1').toString()).toBe(text)
      },
    ),
    { numRuns: 1_000 },
  )
})
