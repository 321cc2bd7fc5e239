import fc from 'fast-check'
import { expect, test } from 'vitest'
import { around, marked, type Piece, wordsAsked } from '#src/posts/found.ts'

const shown = (pieces: Piece[] | undefined) =>
  pieces?.map(({ text, found }) => (found ? `[${text}]` : text)).join('')

test('asks for words alone: signs part them, accents and case do not matter, and there are eight at most', () => {
  expect(wordsAsked('  Café—"São" OR (x*)  ')).toEqual(['cafe', 'sao', 'or', 'x'])
  expect(wordsAsked('!?*"')).toEqual([])
  expect(wordsAsked('a b c d e f g h i j')).toHaveLength(8)
  expect(wordsAsked('again Again AGAIN')).toEqual(['again'])
  expect(wordsAsked('x'.repeat(5_000))[0]).toHaveLength(40)
})

test('marks what was searched for as it is written, and nothing within other words', () => {
  expect(shown(marked('Café closed, cafés open', ['cafe']))).toBe('[Café] closed, [cafés] open')
  expect(shown(marked('It is a part of it', ['it']))).toBe('[It] is a part of [it]')
  expect(marked('nothing here', ['there'])).toBeUndefined()
})

test('shows the words around the first find and says where it was cut', () => {
  const text = `${'before '.repeat(40)}the certificate expired ${'after '.repeat(40)}`
  const cut = shown(around(text, ['certificate'], 90)) ?? ''
  expect(cut).toMatch(/^… (before )+the \[certificate\] expired (after )*after …$/)
  expect(cut.length).toBeLessThan(110)
  expect(shown(around('The certificate expired.', ['certif'], 90))).toBe('The [certificate] expired.')
})

test('says nothing that does not stand in the text, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      (text, typed) => {
        const words = wordsAsked(typed)
        expect(
          marked(text, words)
            ?.map((piece) => piece.text)
            .join('') ?? text,
        ).toBe(text)
        for (const piece of around(text, words, 20) ?? [])
          expect(text.replace(/\s+/g, ' ')).toContain(piece.text.replace(/^… $|^ …$/, ''))
      },
    ),
  )
})
