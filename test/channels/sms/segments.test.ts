import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { plainSigns, segmentsOf } from '#src/channels/sms/segments.ts'

const GSM = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€'
const OTHER = 'ãçőşЖ漢字“–…🚨👍🏽é̀'

const random = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength })

describe('segments', () => {
  test.each([
    ['', 1, 'GSM-7'],
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['a'.repeat(307), 3, 'GSM-7'],
    ['€'.repeat(80), 1, 'GSM-7'],
    ['€'.repeat(81), 2, 'GSM-7'],
    ['ж'.repeat(70), 1, 'UCS-2'],
    ['ж'.repeat(71), 2, 'UCS-2'],
    ['🚨'.repeat(35), 1, 'UCS-2'],
    ['🚨'.repeat(36), 2, 'UCS-2'],
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, 2, 'GSM-7'],
  ])('%j', (text, count, encoding) => {
    expect(segmentsOf(text)).toMatchObject({ count, encoding })
  })

  test('agree with Twilio’s own calculator on 5,000 random strings', () => {
    const strings = fc.oneof(
      random(GSM, 700),
      random(GSM + OTHER, 300),
      random(`${GSM}ж`, 200),
      fc.string({ unit: 'grapheme-ascii', maxLength: 400 }),
    )
    fc.assert(
      fc.property(strings, (text) => {
        const theirs = new SegmentedMessage(text)
        expect(segmentsOf(text)).toMatchObject({
          count: theirs.segmentsCount,
          encoding: theirs.getEncodingName(),
        })
      }),
      { numRuns: 5_000 },
    )
  })

  test('typography becomes plain signs; names keep their letters', () => {
    expect(plainSigns('“Já” – it’s João’s… 5\u00a0€ • a→b')).toBe('"Já" - it\'s João\'s... 5 € - a->b')
    expect(segmentsOf(plainSigns('It’s “late” – we’re on it…')).encoding).toBe('GSM-7')
  })
})
