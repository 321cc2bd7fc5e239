import { expect, test } from 'vitest'
import type { Language } from '#src/words/language.ts'
import { bestLanguage } from '#src/words/negotiate.ts'
import { offeredBy } from '#src/words/offered.ts'

const of = (...offered: Language[]) => ({ own: offered[0] ?? 'en', offered })
const page = of('en', 'de', 'ar', 'pt')

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['DE-at', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr-FR, fr;q=0.9, de;q=0.5, en;q=0.3', 'de'],
  ['pt-BR', 'pt'],
  ['pt_BR', 'pt'],
  ['en;q=0.5, de;q=0.5', 'en'],
  ['de;q=0.5, en;q=0.5', 'de'],
  ['ar;q=0.9, de', 'de'],
  ['ar;Q=0.9 , de;q = 0.8', 'ar'],
  ['*', 'en'],
  ['fr, *;q=0.1', 'en'],
  ['en;q=0, *', 'de'],
  ['en;q=0, de;q=0', 'en'],
  ['de-AT;q=0, de;q=0.4', 'de'],
  ['de-CH;q=0, *;q=0.1', 'en'],
  ['de;q=2, ar;q=0.1', 'ar'],
  ['de;q=nonsense, ar;q=0.001', 'ar'],
  ['deutsch, ar', 'ar'],
  ['zh-Hant-TW', 'en'],
  [',,;q=1,;', 'en'],
  ['-', 'en'],
])('of %j the language is %s', (accept, language) => expect(bestLanguage(accept, page)).toBe(language))

test('a page with one language speaks that, whatever is asked', () => {
  expect(bestLanguage('de', of('ja'))).toBe('ja')
})

test('a header of 16 KiB is not read to its end', () => {
  const long = `${'fr-CA;q=0.9,'.repeat(1_400)}de`
  expect(bestLanguage(long, page)).toBe('en')
  expect(bestLanguage(`de,${long}`, page)).toBe('de')
  expect(bestLanguage(`${'-'.repeat(16_000)},de`, page)).toBe('en')
})

test('what a page offers is its own language first, each once, and only what we speak', () => {
  expect(offeredBy({ language: 'de', languages: '["en","de","xx","en",7]' })).toEqual({
    own: 'de',
    offered: ['de', 'en'],
  })
  expect(offeredBy({ language: 'klingon', languages: '[]' })).toEqual({ own: 'en', offered: ['en'] })
  expect(offeredBy(undefined)).toEqual({ own: 'en', offered: ['en'] })
})
