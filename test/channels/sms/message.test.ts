import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { smsWordsIn } from '#src/words/sms/index.ts'
import { NOON } from '#test/support/makers.ts'
import { ACME, aNotice, anIncidentContent, aReader, aWord, showcase } from '../makers.ts'
import { messagesIn } from '../messages.ts'

const SITE = 'https://status.example.test'
const URL = `${SITE}/incidents/abc123def456`

describe('the text of a notice', () => {
  test('says brand, title, state, what fits of the news in one segment, and the link', () => {
    const text = smsMessage(aNotice())
    expect(text).toBe(
      `Acme: Email arrives late. Investigating. Mail to all customers is delayed. We are looking into it. ${URL}`,
    )
    expect(segmentsOf(text).count).toBe(1)
  })

  test('tells how to stop, and where to choose, when it is time to', () => {
    expect(smsMessage(aNotice({ to: aReader({ stopHint: true }) }))).toMatch(
      / Reply STOP to end\. Choose: status\.example\.test\/subscriptions$/,
    )
  })

  test('says when a closure begins in the reader’s own time, and when the next word on an incident comes', () => {
    const { reminder, critical } = showcase()
    expect(smsMessage(reminder as never)).toContain('Begins in 24 hours: Mon 23 Nov, 12:00 WET.')
    expect(smsMessage(critical as never)).toContain('next update by 13:30 CET.')
  })

  test('cuts the news between sentences', () => {
    const words = 'The first sentence says what is known by now. '.repeat(6)
    const text = smsMessage(
      aNotice({ content: anIncidentContent({}, { updates: [aWord({ text: words })] }) }),
    )
    expect(text).toBe(
      `Acme: Email arrives late. Investigating. The first sentence says what is known by now. ${URL}`,
    )
  })

  test('shortens a title that would take three segments', () => {
    const text = smsMessage(
      aNotice({ content: anIncidentContent({ title: 'Störung Überall '.repeat(15).trim() }) }),
    )
    expect(segmentsOf(text).count).toBe(2)
    expect(text).toMatch(/^Acme: Störung .*\.\.\. Investigating\. https:/)
    const endless = smsMessage(aNotice({ content: anIncidentContent({ title: '漢'.repeat(250) }) }))
    expect(segmentsOf(endless).count).toBeLessThanOrEqual(2)
    expect(endless).toContain(URL)
  })

  test('is never more than two segments and always ends with its link, whatever was typed', () => {
    const words = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(words, words, fc.boolean(), (title, text, stopHint) => {
        const message = smsMessage(
          aNotice({
            to: aReader({ stopHint }),
            content: anIncidentContent(
              { title, nextUpdateBy: NOON + 60_000 },
              { updates: [aWord({ text })] },
            ),
          }),
        )
        expect(segmentsOf(message).count).toBeLessThanOrEqual(2)
        expect(message).toContain(URL)
        expect(message).not.toMatch(/[\r\n]/)
      }),
      { numRuns: 500 },
    )
  })

  test('names code and minutes, and fits one segment', () => {
    const text = smsMessage(aNotice({ content: { about: 'code', code: '012345', minutes: 10 } }))
    expect(text).toMatch(/^Acme: 012345 is your code\. It works for 10 minutes\./)
    expect(segmentsOf(text).count).toBe(1)
  })

  test('never passes 1,600 characters, even beside an endless page name', () => {
    const sender = { ...ACME, pageName: 'A'.repeat(3_000) }
    expect(smsMessage(aNotice({ sender })).length).toBeLessThanOrEqual(1_600)
  })
})

describe.each(LANGUAGES)('every text message in %s', (language) => {
  const each = Object.entries(messagesIn(language))

  test('takes two segments at most, begins with whose it is, and leads somewhere', () => {
    for (const [name, notice] of each) {
      const text = smsMessage(notice)
      expect([name, segmentsOf(text).count <= 2]).toEqual([name, true])
      expect(text).toMatch(/^Acme: /)
      expect(text).not.toMatch(/[\u2066-\u2069\r\n]/)
      if (!/^(code|goodbye)/.test(name)) expect([name, text]).toEqual([name, expect.stringContaining(SITE)])
      if (notice.content.about === 'post') expect(text.includes('STOP')).toBe(notice.to.stopHint)
    }
  })

  test('keeps to the letters that cost one unit, where its alphabet has them', () => {
    const words = Object.values(smsWordsIn(language)).flatMap(function said(one: unknown): string[] {
      if (typeof one === 'function') return [String(one('1', '2'))]
      return typeof one === 'string' ? [one] : Object.values(one as object).flatMap(said)
    })
    expect(words.length).toBeGreaterThan(25)
    for (const text of words)
      expect([text, segmentsOf(text).encoding]).toEqual([
        text,
        /^(ja|ar)$/.test(language) && /[^ -~]/.test(text) ? 'UCS-2' : 'GSM-7',
      ])
  })
})

test('a title that would be cut loses its accents first', () => {
  const to = aReader({ language: 'es', stopHint: true })
  const title = 'La tienda en línea cambia de servidores y vuelve después de medianoche'
  const text = smsMessage(aNotice({ to, content: anIncidentContent({ title, nextUpdateBy: NOON + 60_000 }) }))
  expect(text).toContain('La tienda en linea cambia de servidores y vuelve después de medianoche.')
  expect(segmentsOf(text)).toMatchObject({ encoding: 'GSM-7' })
})

test('staff’s own wording stands instead, with as much of the news as fits; one that cannot be filled does not', () => {
  const sender = (sms: string) => ({ ...ACME, wording: { incident: { en: { sms } } } })
  const own = aNotice({ sender: sender('{{ title }}! {{ state }} {{ news }} {{ url }}') })
  expect(smsMessage(own)).toBe(
    `Email arrives late! Investigating Mail to all customers is delayed. We are looking into it. ${URL}`,
  )
  const broken = aNotice({ sender: sender('{{ nothing }}') })
  expect(smsMessage(broken)).toMatch(/^Acme: Email arrives late\./)
})
