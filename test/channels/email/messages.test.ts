import axe from 'axe-core'
import { HtmlValidate } from 'html-validate'
import ICAL from 'ical.js'
import { simpleParser } from 'mailparser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Notice } from '#src/channels/channel.ts'
import { isForSubscribers } from '#src/channels/email/headers.ts'
import { mailOf } from '#src/channels/email/message.ts'
import { bytesOf } from '#src/channels/email/mime.ts'
import { directionOf, LANGUAGES, type Language } from '#src/words/language.ts'
import { browser } from '#test/support/browser.ts'
import { MAIL_SETTINGS } from '../makers.ts'
import { messagesIn } from '../messages.ts'

const each = (language: Language) => Object.entries(messagesIn(language))
const message = (language: Language, name: string) => messagesIn(language)[name] as Notice

describe.each(LANGUAGES)('every mail in %s', (language) => {
  test('is read by a mail program as it was meant: from, to, subject, text, HTML, and the file for the calendar', async () => {
    for (const [name, notice] of each(language)) {
      const mail = mailOf(notice, MAIL_SETTINGS)
      const read = await simpleParser(await bytesOf(mail), { skipTextToHtml: true })
      const to = [read.to].flat()[0]?.value[0]
      expect([name, read.subject]).toEqual([name, mail.subject])
      expect(read.from?.value[0]).toEqual(mail.from)
      expect([to?.name, to?.address]).toEqual([mail.to.name, mail.to.address])
      expect(read.text?.trim()).toBe(mail.text.trim())
      expect(read.html).toBe(mail.html)
      expect(read.attachments.map((file) => file.contentType)).toEqual(mail.calendar ? ['text/calendar'] : [])
      for (const file of read.attachments) {
        expect(file.headers.get('content-type')).toMatchObject({ params: { method: 'PUBLISH' } })
        expect(file.content.toString()).toBe(mail.calendar)
        const [, , [event]] = ICAL.parse(file.content.toString()) as [string, unknown, [[string]]]
        expect(event[0]).toBe('vevent')
      }
    }
  })

  test('says its language and its direction, greets by name, and says in its first line what it is', () => {
    for (const [name, notice] of each(language)) {
      const { html, text } = mailOf(notice, MAIL_SETTINGS)
      expect(html).toContain(`<html lang="${language}" dir="${directionOf(language)}">`)
      expect(html).toContain(`<td lang="${language}" dir="${directionOf(language)}"`)
      expect([name, text.includes(notice.to.name ?? '')]).toEqual([name, true])
      const paragraphs = html.slice(html.indexOf('</h1>')).match(/<p [^>]*>[^<]+<\/p>|<p>[^<]+<\/p>/g) ?? []
      expect([name, paragraphs.length >= 3]).toEqual([name, true])
    }
  })

  test('says why it comes; what was subscribed to how to stop and how to change, and nothing else does', () => {
    for (const [name, notice] of each(language)) {
      const { html, text, headers, thread } = mailOf(notice, MAIL_SETTINGS)
      const subscribed = isForSubscribers(notice.content)
      const named = headers.map(([header]) => header)
      expect([name, named.includes('List-Unsubscribe-Post')]).toEqual([name, subscribed])
      expect([name, named.includes('List-Id')]).toEqual([name, subscribed])
      expect([name, thread !== null]).toEqual([name, notice.content.about === 'post'])
      for (const url of [notice.to.unsubscribeUrl, notice.to.preferencesUrl].filter((one) => one !== null)) {
        expect(html).toContain(`href="${url}"`)
        expect(text).toContain(url)
      }
      const footer = html.slice(html.indexOf('role="contentinfo"'))
      expect([name, /ana@example\.com|Acme/.test(footer)]).toEqual([name, true])
    }
  })

  test('has one subject for all that is said of a post', () => {
    const subjects = each(language)
      .filter(([name]) => name.startsWith('incident-'))
      .map(([, notice]) => mailOf(notice, MAIL_SETTINGS).subject)
    expect(new Set(subjects).size).toBe(1)
  })

  test('is small, in letters that can be read, and asks nobody else for anything', () => {
    for (const [name, notice] of each(language)) {
      const { html } = mailOf(notice, MAIL_SETTINGS)
      expect([name, Buffer.byteLength(html) < 20_000]).toEqual([name, true])
      const visible = html.replace(/<div style="display:none[^>]*>/, '')
      const sizes = [...visible.matchAll(/font-size:(\d+)px/g)].map((match) => Number(match[1]))
      expect([name, Math.min(...sizes) >= 14]).toEqual([name, true])
      expect(html).not.toMatch(/<img|<script|<link|@import|url\(/)
    }
  })

  test('is valid HTML', async () => {
    const checker = new HtmlValidate({
      extends: ['html-validate:standard'],
      // Mail programs need styles in place, tables for the frame and their own old attributes.
      rules: {
        'no-inline-style': 'off',
        'no-trailing-whitespace': 'off',
        'doctype-style': 'off',
        'long-title': 'off',
        'no-deprecated-attr': 'off',
        'prefer-native-element': 'off',
        'attribute-boolean-style': 'off',
      },
    })
    for (const [name, notice] of each(language)) {
      const { results } = await checker.validateString(mailOf(notice, MAIL_SETTINGS).html)
      const found = results.flatMap(({ messages }) => messages.map((one) => `${one.ruleId} ${one.message}`))
      expect([name, found]).toEqual([name, []])
    }
  })
})

test('what there is in another language only says so quietly, and its language to whoever reads it aloud', () => {
  const { html, text } = mailOf(message('ar', 'foreign'), MAIL_SETTINGS)
  expect(html).toContain('<h1 class="h i" lang="en" dir="ltr"')
  expect(html.match(/<div lang="en" dir="ltr">/g)).toHaveLength(2)
  expect(html.match(/بالإنجليزية فقط/g)).toHaveLength(1)
  expect(text).toContain('بالإنجليزية فقط')
  expect(mailOf(message('ja', 'foreign'), MAIL_SETTINGS).html).toContain('英語のみ')
  expect(mailOf(message('de', 'incident-new'), MAIL_SETTINGS).html).not.toContain('Nur auf')
})

test('what runs from right to left has its rules and spaces on the other side, and no letters pulled apart', () => {
  const { html } = mailOf(message('ar', 'closure-moved'), MAIL_SETTINGS)
  expect(html).toContain('border-right:4px solid')
  expect(html).toContain('text-align:right')
  expect(html).not.toMatch(/border-left|text-align:left|letter-spacing/)
  expect(mailOf(message('ar', 'foreign'), MAIL_SETTINGS).html).toContain('\u2068Ana Reis\u2069')
})

test('says how long it lasted, what the time was and is now, and how much a digest holds', () => {
  const text = (language: Language, name: string) => mailOf(message(language, name), MAIL_SETTINGS).text
  expect(text('en', 'incident-resolved')).toContain('It is over. It lasted 3 h 20 min.')
  expect(text('de', 'incident-resolved')).toContain('Es hat 3 Std. 20 Min. gedauert.')
  expect(text('en', 'closure-moved')).toContain(
    'It was Mon 23 Nov, 13:00 – 15:00 CET; now it is Tue 24 Nov, 13:00 – 16:00 CET.',
  )
  expect(text('en', 'incident-again')).toContain('It has come back.')
  expect(text('en', 'closure-reminder')).toContain('this begins in 48 hours')
  const digest = mailOf(message('en', 'digest-weekly'), MAIL_SETTINGS)
  expect(digest.subject).toBe('[Acme] 3 things since Monday')
  expect(mailOf(message('ar', 'digest'), MAIL_SETTINGS).subject).toBe('[Acme] خبران منذ أمس')
  for (const piece of ['Email arrives late', 'Search finds more', '/releases/abc123def456'])
    expect(digest.text).toContain(piece)
})

describe('in a browser', () => {
  let chromium: Browser
  beforeAll(async () => {
    chromium = await browser()
  })
  afterAll(() => chromium?.close())

  const LAYOUTS = ['incident-resolved', 'closure-moved', 'foreign', 'digest-weekly', 'confirm']

  test.each(['light', 'dark'] as const)(
    'each layout is free of faults by %s, from either side',
    async (scheme) => {
      const page = await chromium.newPage({ colorScheme: scheme, viewport: { width: 360, height: 800 } })
      for (const language of scheme === 'dark' ? (['ar', 'ja'] as const) : (['ar', 'de'] as const))
        for (const name of LAYOUTS) {
          await page.setContent(mailOf(message(language, name), MAIL_SETTINGS).html)
          await page.evaluate(axe.source)
          const { violations } = await page.evaluate(() =>
            (globalThis as unknown as { axe: typeof axe }).axe.run(),
          )
          expect(violations.map(({ id, nodes }) => `${language} ${name}: ${id} ${nodes[0]?.html}`)).toEqual(
            [],
          )
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
        }
      await page.close()
    },
  )
})
