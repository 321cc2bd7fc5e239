import axe from 'axe-core'
import { simpleParser } from 'mailparser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailOf } from '#src/channels/email/message.ts'
import { bytesOf } from '#src/channels/email/mime.ts'
import { browser } from '#test/support/browser.ts'
import { NOON } from '#test/support/makers.ts'
import { ACME, aNotice, anIncidentContent, aReader, aWord, MAIL_SETTINGS, showcase } from '../makers.ts'

const headOf = async (...args: Parameters<typeof mailOf>) =>
  ((await bytesOf(mailOf(...args))).toString('latin1').split('\r\n\r\n')[0] ?? '').replace(
    /boundary="[^"]*"/,
    'boundary=…',
  )

describe('the headers of a subscriber’s mail', () => {
  test('are these, byte for byte', async () => {
    const head = await headOf(aNotice({ to: aReader({ name: 'Maria João' }) }), MAIL_SETTINGS)
    expect(head).toMatchInlineSnapshot(`
      "List-Unsubscribe: <https://status.example.test/u/7-1-abcdefghijklmnopqrstuv>
      List-Unsubscribe-Post: List-Unsubscribe=One-Click
      List-ID: "Acme updates" <updates.status.example.test>
      Auto-Submitted: auto-generated
      X-Auto-Response-Suppress: All
      Precedence: bulk
      Feedback-ID: incident:acme:update:statusexamplete
      From: Acme <updates@status.example.test>
      To: =?UTF-8?Q?Maria_Jo=C3=A3o?= <ana@example.com>
      Reply-To: help@acme.test
      In-Reply-To: <i.abc123def456@status.example.test>
      References: <i.abc123def456@status.example.test>
      Subject: [Acme] Email arrives late
      Message-ID: <d.T0kenT0kenT0kenT0kenT0@status.example.test>
      Date: Sun, 22 Nov 2026 12:00:00 +0000
      MIME-Version: 1.0
      Content-Type: multipart/alternative;
       boundary=…"
    `)
  })

  test('carry the signed delivery in the envelope when bounces have a domain of their own', () => {
    const mail = mailOf(aNotice(), { ...MAIL_SETTINGS, bounceDomain: 'bounce.example.test' })
    expect(mail.envelope.from).toBe('bounce+12.34.T0kenT0kenT0kenT0kenT0@bounce.example.test')
    expect(mail.envelope.from.indexOf('@')).toBeLessThanOrEqual(64)
    expect(mail.from.address).toBe(MAIL_SETTINGS.from)
  })

  test('are the same on every attempt, and thread all updates of a post under one subject', async () => {
    const first = await headOf(aNotice(), MAIL_SETTINGS)
    expect(await headOf(aNotice(), MAIL_SETTINGS)).toBe(first)
    const { resolved } = showcase()
    const later = mailOf(
      { ...(resolved as never as ReturnType<typeof aNotice>), token: 'other' },
      MAIL_SETTINGS,
    )
    const before = mailOf(aNotice(), MAIL_SETTINGS)
    expect(later.subject).toBe(before.subject)
    expect(later.messageId).not.toBe(before.messageId)
    expect(later.thread).toBe('<i.abc123def456@status.example.test>')
    expect(before.thread).toBe(later.thread)
  })

  test('hold a page name of any script', async () => {
    const raw = await bytesOf(
      mailOf(aNotice({ sender: { ...ACME, pageName: 'Ação “Müller” 株式会社' } }), MAIL_SETTINGS),
    )
    const mail = await simpleParser(raw)
    expect(mail.from?.value[0]?.name).toBe('Ação “Müller” 株式会社')
    expect(raw.toString('latin1')).toMatch(
      /List-ID:\s(=\?UTF-8\?B\?[\w+/=]+\?=\s+)+<updates\.status\.example\.test>/,
    )
  })
})

describe('account mail', () => {
  test.each(['confirm', 'invite', 'alert'])(
    '%s comes from the account address and carries no List-* header',
    async (name) => {
      const notice = showcase()[name]
      if (!notice) throw new Error(name)
      const head = await headOf(notice, MAIL_SETTINGS)
      expect(head).not.toMatch(/^(List-|Precedence|Feedback-ID|References)/im)
      expect(head).toMatch(/^From: Acme <account@status\.example\.test>/m)
      expect(head).toMatch(/^Auto-Submitted: auto-generated/m)
    },
  )
})

describe('the body', () => {
  test('is complete as text alone', () => {
    const { critical } = showcase()
    const { text } = mailOf(critical as never, MAIL_SETTINGS)
    for (const part of [
      'The web shop cannot be reached',
      'Investigating · critical, since 12:50 CET',
      'Hello Maria,',
      'Orders that you have placed are safe.',
      'Ana Reis',
      'Affected: Web shop: major outage; Payments: degraded performance',
      'Next update by: Sun 22 Nov, 13:30 for you (12:30 in Lisbon)',
      'https://status.example.test/incidents/abc123def456',
      'Stop these mails: https://status.example.test/u/7-1-',
      'Change what you receive: https://status.example.test/subscriptions/7-1-',
      'Reply to this mail, or reach us at help@acme.test',
      'Rua Augusta 1',
    ])
      expect(text).toContain(part)
  })

  test('shows the page’s own clock with its zone when the reader’s is not known', () => {
    expect(mailOf(aNotice(), MAIL_SETTINGS).text).toContain('Began: Sun 22 Nov, 11:50 WET')
  })

  test('comes as text and HTML alternatives in UTF-8', async () => {
    const mail = mailOf(aNotice({ content: anIncidentContent({ title: 'Störung – 故障' }) }), MAIL_SETTINGS)
    const raw = await bytesOf(mail)
    const parsed = await simpleParser(raw)
    expect(raw.toString('latin1')).toMatch(/Content-Type: multipart\/alternative/)
    expect(parsed.text?.trim()).toBe(mail.text.trim())
    expect(parsed.html).toContain('Störung – 故障')
    expect(parsed.subject).toBe('[Acme] Störung – 故障')
  })

  test('escapes what people typed, and leaves a “<” inside an attribute alone', () => {
    const { html } = mailOf(
      aNotice({
        to: aReader({ name: '<b>Eve</b>' }),
        content: anIncidentContent(
          { title: '<script>alert(1)</script>', stillWorks: '"<img src=x>' },
          {
            components: [{ name: '<i>Mail</i>', status: 'major_outage', statusLabel: 'Major outage' }],
            updates: [
              aWord({ html: '<p><a href="https://x.test/" title="<p onclick=&#x22;x&#x22;>">x</a></p>' }),
            ],
          },
        ),
      }),
      MAIL_SETTINGS,
    )
    expect(html).not.toMatch(/<script|<b>Eve|<img|<i>Mail/)
    expect(html).toContain('title="<p onclick=&#x22;x&#x22;>"')
  })

  test('stays under 90 kB: first the history gives way, then the text itself, with a link to the rest', () => {
    const long = (size: number) => '<p>'.concat('word '.repeat(size / 5), '</p>')
    const history = Array.from({ length: 40 }, (_, n) =>
      aWord({ html: long(4_000), text: 'word '.repeat(800), at: NOON - n }),
    )
    const shortened = mailOf(
      aNotice({ content: anIncidentContent({}, { updates: [aWord(), ...history] }) }),
      MAIL_SETTINGS,
    )
    expect(Buffer.byteLength(shortened.html)).toBeLessThan(90_000)
    expect(shortened.html).toContain('Older updates are on the page')
    expect(shortened.html).toContain('Stop these mails')
    expect(shortened.html).toContain('Mail to <strong>all</strong> customers')
    const items = aWord({ html: `<ul>${'<li>a</li>'.repeat(6_600)}</ul>`, text: '- a\n'.repeat(5_000) })
    const cut = mailOf(aNotice({ content: anIncidentContent({}, { updates: [items] }) }), MAIL_SETTINGS)
    expect(Buffer.byteLength(cut.html)).toBeLessThan(90_000)
    expect(cut.html).toContain('The whole text is here')
    expect(cut.text).toContain('Stop these mails')
  })

  test('weighs little: all that is not the text itself comes to 8.2 kB, with two older updates to 9 kB', async () => {
    for (const [name, notice] of Object.entries(showcase())) {
      const updates = notice.content.about === 'post' ? notice.content.updates : []
      const said = updates.reduce((sum, { text, html }) => sum + text.length + html.length, 0)
      const bytes = (await bytesOf(mailOf(notice, MAIL_SETTINGS))).length
      expect(`${name}: ${bytes - said <= (updates.length > 1 ? 9_000 : 8_200)}`).toBe(`${name}: true`)
    }
  })

  test('brings the night colours of its own tone, and fills its preview no further than it is short', () => {
    const html = (title: string, text: string) =>
      mailOf(
        aNotice({ content: anIncidentContent({ title }, { updates: [aWord({ text })] }) }),
        MAIL_SETTINGS,
      ).html
    expect(html('A', 'word').match(/\.t\.\w+\{color:/g)).toHaveLength(1)
    expect(html('A', 'word').match(/&zwnj;/g)).toHaveLength(30)
    expect(html('A', 'word '.repeat(60))).not.toContain('&zwnj;&nbsp;'.repeat(2))
  })

  test('has no picture, no script, no address of anybody else', () => {
    for (const notice of Object.values(showcase())) {
      const { html } = mailOf(notice, MAIL_SETTINGS)
      expect(html).not.toMatch(/<img|<script|<link|@import|url\(/)
      for (const [, url] of html.matchAll(/(?:href|src)="([^"]*)"/g))
        expect(url).toMatch(/^https:\/\/(status\.example|acme)\.test\//)
    }
  })
})

describe('every mail', () => {
  let chromium: Browser
  beforeAll(async () => {
    chromium = await browser()
  })
  afterAll(() => chromium?.close())

  test.each(['light', 'dark'] as const)(
    'is free of accessibility faults by %s, on a phone too',
    async (colorScheme) => {
      const page = await chromium.newPage({ colorScheme, viewport: { width: 375, height: 800 } })
      for (const [name, notice] of Object.entries(showcase())) {
        await page.setContent(mailOf(notice, MAIL_SETTINGS).html)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(),
        )
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
      }
      await page.close()
    },
  )
})
