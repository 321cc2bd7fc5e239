import { expect, test } from 'vitest'
import { accountWordsIn } from '#src/words/account/index.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { smsWordsIn } from '#src/words/sms/index.ts'

const CATALOGUES = { mail: mailWordsIn, account: accountWordsIn, sms: smsWordsIn }

/** Words that are the same in English and in another language, and mean the same there. */
const SHARED = ['fr mail facts.impact']

/** Each text of a catalogue by its name; functions say what they say of the same values. */
function textsOf(of: unknown, name = ''): [string, string][] {
  if (typeof of === 'string') return [[name, of]]
  if (typeof of !== 'function')
    return Object.entries(of as object).flatMap(([key, one]) => textsOf(one, name ? `${name}.${key}` : key))
  const values = {
    page: 'P',
    address: 'A',
    kinds: 'K',
    parts: 'Q',
    title: 'T',
    code: '1',
    from: 'F',
    back: true,
  }
  const more = { minutes: 5, by: 'B', role: 'R', hours: 5 }
  const made: unknown =
    of.length === 1 && /^\(\{/.test(String(of)) ? of({ ...values, ...more }) : of('3', '4')
  return textsOf(
    typeof made === 'string' ? made : JSON.parse(JSON.stringify(made, (_, one) => one ?? '')),
    name,
  )
}

test.each(LANGUAGES.filter((language) => language !== 'en'))(
  'nothing in %s was left in English',
  (language) => {
    for (const [room, wordsIn] of Object.entries(CATALOGUES)) {
      const english = new Map(textsOf((wordsIn as (of: Language) => unknown)('en')))
      const texts = textsOf((wordsIn as (of: Language) => unknown)(language))
      expect(texts.map(([name]) => name).sort()).toEqual([...english.keys()].sort())
      const same = texts.filter(
        ([name, text]) => /\p{L}{3}/u.test(text) && text === english.get(name) && !/^\d+$/.test(text),
      )
      const left = same.map(([name]) => `${language} ${room} ${name}`).filter((one) => !SHARED.includes(one))
      expect(left).toEqual([])
    }
  },
)

test.each(LANGUAGES)('every text in %s says something, in its own letters', (language) => {
  const letters =
    { ja: /[\u3040-\u30ff\u4e00-\u9fff\uff08]/, ar: /[\u0600-\u06ff]/ }[language as string] ?? /[A-Za-zÀ-ÿ]/
  for (const [room, wordsIn] of Object.entries(CATALOGUES))
    for (const [name, text] of textsOf(wordsIn(language)))
      if (!name.endsWith('button') && !/^code\.title/.test(name))
        expect([room, name, text]).toEqual([room, name, expect.stringMatching(letters)])
})
