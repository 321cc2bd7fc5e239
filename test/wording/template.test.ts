import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KIND_NAMES } from '#src/posts/kinds.ts'
import { problemOf, variablesOf } from '#src/wording/judge.ts'
import { plain, samplesFor } from '#src/wording/samples.ts'
import { standardTemplates } from '#src/wording/standard.ts'
import { fill, parseTemplate } from '#src/wording/template.ts'
import type { Values } from '#src/wording/values.ts'
import { PARTS } from '#src/wording/wording.ts'
import { LANGUAGES } from '#src/words/language.ts'
import { ACME } from '#test/channels/makers.ts'

const VALUES: Values = { ...plain('incident', ACME), state: 'Resolved', moment: 'over', name: 'Ana' }
const known = variablesOf('sms')
const about = { kind: 'incident', language: 'en', sender: ACME } as const
const opening = (template: string) => problemOf(template, { ...about, part: 'opening' })
const sms = (template: string) => problemOf(template, { ...about, part: 'sms' })

describe('a template', () => {
  test('says what it is given, and asks whether there is something', () => {
    const text =
      'Dear {{ name | default: "reader" }},\n\n{% if moment == "over" and title contains "late" %}It is over.{% endif %}'
    expect(opening(text)).toBeUndefined()
    expect(fill(text, VALUES)).toBe('Dear Ana,\n\nIt is over.')
    expect(fill(text, { ...VALUES, name: null, moment: 'new' })).toBe('Dear reader,')
  })

  test('of our own words is itself good, in every language and for every kind', () => {
    for (const language of LANGUAGES)
      for (const kind of KIND_NAMES)
        for (const part of PARTS) {
          const template = standardTemplates(language)[part]
          if (template) expect(problemOf(template, { kind, language, part, sender: ACME })).toBeUndefined()
        }
  })

  test.each([
    ['Hello\n{{ name', 'Line 2: “{{ name” is opened and never closed.'],
    ['Hello\n\n{% if name %}', 'Line 3: “{% if name %}” is opened and never closed.'],
    ['{% endif %}', 'Line 1: “{% endif %}” stands where nothing is open'],
    ['Hello {name}', 'Line 1: Write {{ name }} with two braces'],
    ['Hello name }}', 'Line 1: “}}” stands alone'],
    ['Hello\n{{ nmae }}', 'Line 2: There is no “nmae” here; there are name,'],
    ['{{ constructor }}', 'There is no “constructor”'],
    ['{{ __proto__ }}', 'There is no “__proto__”'],
    ['{{ title.constructor }}', 'is not understood'],
    ['{{ ["name"] | upcase }}', 'is not understood'],
    ['{% for i in (1..1000000000) %}x{% endfor %}', 'There is no “{% for %}” here'],
    ['{% assign name = "x" %}', 'There is no “{% assign %}” here'],
    ['{% include "/etc/passwd" %}', 'There is no “{% include %}” here'],
    ['{% render "a" %}', 'There is no “{% render %}” here'],
    ['{% layout "a" %}', 'There is no “{% layout %}” here'],
    ['{% if (1..1000000000) contains 3 %}{% endif %}', 'is not understood'],
    ['{{ title | replace_regex: "(a+)+$" }}', 'There is no filter “replace_regex”'],
    ['{{ title | raw }}', 'There is no filter “raw”'],
    ['{{ name | upcase }}', 'A name stays as its owner writes it'],
    ['{{ "x" | default: name | downcase }}', 'A name stays as its owner writes it'],
    ['{% if name == "Ana" %}{{ name }}{% endif %}', 'Of a name it can only be asked whether there is one'],
    ['{% if title and name contains "A" %}{% endif %}', 'Of a name it can only be asked'],
    ['{% case name %}{% when "Ana" %}x{% endcase %}', 'Of a name it can only be asked'],
    ['{{ news }}', '{{ news }} is for text messages'],
    ['Hello,', 'This loses the reader’s name'],
    ['{% if name %}{{ name }}{% endif %}', 'This says nothing when'],
    ['{% if moment == "reminder" %}{{ name }}!{% else %}Hello {{ name }}{% endif %}\u202e', 'nobody can see'],
    [`{{ name }}${' '.repeat(2_000)}`, 'Line 1: Keep this under 2,000 letters.'],
    [`{{ name }}${'{{ title }}'.repeat(100)}`, 'This is too long once long titles'],
  ])('that nobody could send is refused with its line: %j', (template, sentence) => {
    expect(opening(template)).toContain(sentence)
  })

  test.each([
    ['{{ page }}: {{ title }}', 'This loses the address of the post'],
    ['{{ title }} {{ url | upcase }}', 'This loses the address of the post'],
    ['{{ title }} ({{ url }})', 'This loses the address of the post'],
    [`${'Good day to you. '.repeat(20)}{{ url }}`, 'This is too long'],
    [
      '{% if moment == "new" %}{{ title }} {{ url }}{% endif %}',
      'This says nothing when the moment is update',
    ],
  ])('of a text message keeps its address and room for STOP: %j', (template, sentence) => {
    expect(sms(template)).toContain(sentence)
  })

  test('makes plain text of hostile values, and reads none of them as a template', () => {
    const values = { ...VALUES, name: '{{ title }}<b>', title: '{% if %}</p><script>' }
    expect(fill('{{ name }} {{ title }}', values)).toBe('{{ title }}<b> {% if %}</p><script>')
  })

  test('gives nobody what is not theirs, whatever it is asked for', () => {
    for (const word of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'process',
      'globalThis',
      'size',
    ])
      expect(() => parseTemplate(`{{ ${word} }}`, known)).toThrow('There is no')
  })
})

describe('a name', () => {
  test('can be put in afterwards, where a mail was set once for many', () => {
    const MARK = 'x0123456789abcdefb'
    fc.assert(
      fc.property(templates(), fc.string({ minLength: 1, maxLength: 40 }), (template, name) => {
        if (opening(template) !== undefined || /^\s|\s$|\n/.test(name)) return
        const late = fill(template, { ...VALUES, name: MARK }).replaceAll(MARK, () => name)
        expect(late).toBe(fill(template, { ...VALUES, name }))
      }),
      { numRuns: 200 },
    )
  })
})

describe('whatever is typed', () => {
  test('is refused in a sentence, or fills every sample without a fault and within bounds', () => {
    let kept = 0
    fc.assert(
      fc.property(fc.oneof(templates(), fc.string({ unit: 'binary', maxLength: 80 })), (template) => {
        for (const part of PARTS) {
          const problem = problemOf(template, { ...about, part })
          if (problem !== undefined) expect(problem).toMatch(/^\S.*[.}]$/s)
        }
        try {
          parseTemplate(template, known)
        } catch {
          return
        }
        kept += 1
        for (const values of samplesFor('incident', 'en', ACME).slice(0, 20))
          expect(fill(template, values).length).toBeLessThan(2_000 * 500)
      }),
      { numRuns: 300 },
    )
    expect(kept).toBeGreaterThan(30)
  })
})

/** What somebody might type who half knows the language, or means harm. */
function templates(): fc.Arbitrary<string> {
  const word = fc.constantFrom(
    ...known,
    ...known,
    'constructor',
    '__proto__',
    'forloop',
    'x',
    '"a"',
    "'b\\'",
    '(1..9)',
    '1e9',
  )
  const filter = fc.constantFrom(
    '',
    '',
    ' | upcase',
    ' | default: "x"',
    ' | default: name',
    ' | replace: "a", "b"',
    ' | date',
  )
  const test = fc
    .tuple(word, fc.constantFrom('', ' == "Resolved"', ' contains "a"', ' != blank', ' == name', '[0]'))
    .map(([a, b]) => a + b)
  const piece: fc.Arbitrary<string> = fc.oneof(
    fc.constantFrom(
      'Hello ',
      '\n',
      '{{ name }}',
      '{{ url }}',
      '{{',
      '}}',
      '{%',
      '%}',
      '{',
      '<b>',
      '&amp;',
      '{% else %}',
      '{% endif %}',
    ),
    fc.tuple(word, filter).map(([a, b]) => `{{ ${a}${b} }}`),
    test.map((one) => `{% if ${one} %}x{% endif %}`),
    fc
      .tuple(test, word)
      .map(([one, a]) => `{% unless ${one} %}{{ ${a} }}{% else %}{{ name }}{% endunless %}`),
    word.map((a) => `{% case ${a} %}{% when "a", "b" %}x{% else %}y{% endcase %}`),
    fc.constantFrom(
      '{% for a in (1..1000000000) %}{% endfor %}',
      '{% raw %}',
      '{% liquid\nif x %}',
      '{% # a %}',
    ),
  )
  return fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
}
