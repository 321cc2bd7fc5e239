import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { linesOf } from '#src/feeds/picture/lines.ts'
import { type Card, cardPng, cardSvg } from '#src/feeds/picture.ts'

const card: Card = {
  name: 'Acme',
  host: 'status.acme.test',
  word: 'Major outage',
  tone: 'critical',
  title: 'The shop is away',
  insteadOfTitle: 'Critical incident of 2026-11-22',
}
const svg = (changes: Partial<Card>) => cardSvg({ ...card, ...changes })

describe('the picture of a page', () => {
  test('is a PNG of the size that others ask for, with the state in its colour', async () => {
    const picture = sharp(await cardPng(card))
    expect(await picture.metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 })
    const [red = 0, green = 0, blue = 0] = await picture
      .extract({ left: 5, top: 300, width: 1, height: 1 })
      .removeAlpha()
      .raw()
      .toBuffer()
    expect([red > 150, green < 60, blue < 60]).toEqual([true, true, true])
  })

  test('draws Latin, Greek, Cyrillic and Vietnamese, leaves emoji out, and says it otherwise where it has no letters', () => {
    const otherwise = svg({ title: card.insteadOfTitle })
    for (const title of [
      'Fiancée – naïve “quotes”',
      'Ο διακομιστής αργεί',
      'Почта опаздывает',
      'Thư đến trễ',
    ])
      expect(svg({ title })).not.toBe(otherwise)
    expect(svg({ title: '🔥 The shop is away 👩‍🚒🇵🇹' })).toBe(svg({}))
    for (const title of ['支払いが遅れています', 'معلّق', '\u0000', '🔥', ' ', ''])
      expect(svg({ title })).toBe(otherwise)
    expect(svg({ name: '支払い' })).toBe(svg({ name: card.host }))
  })

  test('holds nothing but shapes: no text of anybody is read as markup', () => {
    const drawn = svg({
      title: '</svg><script>alert(1)</script>',
      name: '"><image href="https://x.test/a"/>',
    })
    expect(drawn).not.toMatch(/script|image|href|https:\/\/x|NaN|undefined/)
  })

  test.each([['word '.repeat(200)], ['x'.repeat(255)], ['W'.repeat(255)]])(
    'has room for a long title: %.12s…',
    async (title) => {
      const { data, info } = await sharp(await cardPng({ ...card, title }))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
      const right = Array.from({ length: info.height }, (_, y) => data[y * info.width + 1150] ?? 0)
      expect(Math.min(...right)).toBeGreaterThan(200)
    },
  )
})

describe('lines', () => {
  const width = (text: string) => text.length
  test('are broken between words, and within one only when it is too long by itself', () => {
    expect(linesOf('one two three', 7, 9, width)).toEqual(['one two', 'three'])
    expect(linesOf('abcdefghij k', 4, 9, width)).toEqual(['abcd', 'efgh', 'ij k'])
  })
  test('that are too many end in an ellipsis that still fits', () => {
    expect(linesOf('one two, three four', 8, 2, width)).toEqual(['one two,', 'three…'])
    expect(linesOf('aaaa bbbb cccc', 4, 2, width)).toEqual(['aaaa', 'bbb…'])
  })
})
