import { expect, test } from 'vitest'
import { remembered } from '#src/posts/remembered.ts'

test('the same text is read once, while it is asked for; what nobody asks for makes room', () => {
  const asked: string[] = []
  const make = remembered((text) => {
    asked.push(text)
    return text.toUpperCase()
  }, 100)
  const long = (letter: string) => letter.repeat(20)
  for (const letter of ['a', 'b', 'a', 'c', 'a', 'd', 'a', 'b'])
    expect(make(long(letter))).toBe(long(letter.toUpperCase()))
  expect(asked.map((text) => text[0])).toEqual(['a', 'b', 'c', 'd', 'b'])
  expect(make('x'.repeat(1_000))).toBe('X'.repeat(1_000))
  expect(make('')).toBe('')
  expect(make('x'.repeat(1_000))).toBe('X'.repeat(1_000))
  expect(asked.filter((text) => text.length === 1_000).length).toBe(2)
})
