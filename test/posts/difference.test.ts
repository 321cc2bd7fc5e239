import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference } from '#src/posts/difference.ts'

const without = (parts: ReturnType<typeof difference>, change: string) =>
  parts
    .filter((part) => part.change !== change)
    .map(({ text }) => text)
    .join('')

test('strikes and writes whole words', () => {
  const parts = difference('Some cards were refused.', 'Many cards are refused.')
  const told = parts.filter(({ text }) => text.trim()).map(({ text, change }) => [change, text.trim()])
  expect(told).toEqual([
    ['removed', 'Some'],
    ['added', 'Many'],
    ['same', 'cards'],
    ['removed', 'were'],
    ['added', 'are'],
    ['same', 'refused.'],
  ])
})

test('gives back both texts, whatever they are', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 30 }))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = difference(before, after)
      expect(without(parts, 'added')).toBe(before)
      expect(without(parts, 'removed')).toBe(after)
    }),
  )
})

test('tells two long texts that have nothing in common apart as a whole', () => {
  const [before, after] = ['a', 'b'].map((letter) =>
    Array.from({ length: 8_000 }, (_, index) => `${letter}${index}`).join(' '),
  ) as [string, string]
  const parts = difference(before, after)
  expect(parts.map(({ change }) => change)).toEqual(['removed', 'added'])
})
