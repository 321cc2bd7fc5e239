import { describe, expect, test } from 'vitest'
import { faultWords } from '#src/words/faults/index.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { pageWords } from '#src/words/page/index.ts'
import { pastWords } from '#src/words/past/index.ts'
import { timesIn } from '#src/words/times/index.ts'

const CATALOGUES: Record<string, (language: Language) => object> = {
  page: pageWords,
  past: pastWords,
  faults: faultWords,
  times: timesIn,
  labels: labelsIn,
}

/** What is rightly the same as in English, by the end of its path. */
const SAME =
  /^(?:(?:fr|es|pt|de|ja|ar)\.)(?:times\.(?:dayAndTime|minutes|hours|both|fromTo\w*|days|wholeDays|until\w+)|page\.(?:one|titled|api|was|contact|names)|labels\.(?:label|kind|kinds|impact|reason|state|status)\..*|page\.incident\.none|page\.fact\.\w+|past\.(?:lasted|count))$/

/** Every text of a catalogue by its path, functions as what they make of names and numbers. */
function textsOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return called(value as Called).map((text) => [path, text])
  return Object.entries(value as object).flatMap(([key, inside]) => textsOf(inside, `${path}.${key}`))
}

type Called = (...values: unknown[]) => string
const NUMBERED = /count|others|all|troubled/

/** What a function says of these values; it must keep each that is a name. */
function called(words: Called): string[] {
  const parameters = /^\(?([^)=]*)\)?\s*=>/.exec(words.toString())?.[1] ?? ''
  return [3, 17].map((number) => {
    const values = parameters.split(/,(?![^{]*\})/).map((one) => valueFor(one.trim(), number))
    return words(...values)
  })
}

function valueFor(parameter: string, number: number): unknown {
  if (parameter === 'names, others') return ['Aaa', 'Bbb']
  if (parameter.startsWith('{')) return { short: 'Tue', long: 'Tuesday' }
  return NUMBERED.test(parameter) || parameter === 'number' ? number : `«${parameter}»`
}

const texts = (language: Language) =>
  Object.entries(CATALOGUES).flatMap(([name, read]) =>
    textsOf(without(read(language)), `${language}.${name}`),
  )

/** Functions of lists are tried by hand below. */
function without(words: object): object {
  const { names: _, count: __, ...rest } = words as Record<string, unknown>
  return rest
}

const english = new Map(texts('en').map(([path, text], at) => [`${path.slice(3)} ${at}`, text]))

describe.each(LANGUAGES.filter((one) => one !== 'en'))('the words in %s', (language) => {
  const all = texts(language)

  test('say something everywhere, and nothing that stands for a mistake', () => {
    for (const [path, text] of all) {
      expect(text.trim(), path).not.toBe('')
      expect(text, path).not.toMatch(/undefined|NaN|\[object|\$\{/)
    }
  })

  test('are not English', () => {
    const same = all.filter(([path, text], at) => {
      const other = english.get(`${path.slice(3)} ${at}`)
      return other === text && /\p{L}{3}/u.test(text) && !SAME.test(path)
    })
    expect(same).toEqual([])
  })

  test('keep every place that is filled in', () => {
    for (const [at, [path, text]] of all.entries()) {
      const other = english.get(`${path.slice(3)} ${at}`) ?? ''
      expect([path, places(text)]).toEqual([path, places(other)])
    }
  })
})

/** Places for markup, and the names that functions were given. */
function places(text: string): string[] {
  return (
    text.match(/\{\w*\}|«(?:name|title|worst|first|other|one|group|day|page|words|month|share)»/g) ?? []
  )
    .map((one) => one.replace('first', 'one'))
    .sort()
}

test.each(LANGUAGES)('lists of names keep all of them, in %s', (language) => {
  const { names } = pageWords(language)
  for (const name of ['Aaa', 'Bbb', 'Ccc']) expect(names(['Aaa', 'Bbb', 'Ccc'], 0)).toContain(name)
  expect(names(['Aaa'], 0)).toContain('Aaa')
  expect(names(['Aaa', 'Bbb'], 4)).toMatch(/Aaa.*Bbb.*4/)
  expect(names([], 0)).toBe('')
  const { count } = pastWords(language)
  for (const kind of [undefined, 'incident', 'closure', 'release'] as const)
    expect(count(kind, 12)).toContain('12')
})
