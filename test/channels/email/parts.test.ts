import fc from 'fast-check'
import { expect, test } from 'vitest'
import { messageOf, press, wholeOf } from '#src/channels/email/parts.ts'

const text = (most: number) => fc.stringMatching(new RegExp(`^[ -~]{0,${most}}$`))

test('messages set one after the other in the same memory are each whole, long after short and short after long', () => {
  const set = press()
  const aMessage = fc.record({
    pieces: fc.array(text(40), { minLength: 1, maxLength: 6 }),
    values: fc.array(text(12), { minLength: 3, maxLength: 3 }),
    slots: fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
    long: fc.constantFrom(0, 0, 0, 17_000, 90_000),
    behind: text(30),
  })
  fc.assert(
    fc.property(aMessage, ({ pieces, values, slots, long, behind }) => {
      const all = [...pieces, 'x'.repeat(long)]
      const between = slots.slice(0, all.length - 1)
      const wanted = all
        .map((piece, n) => (n ? (values[between[n - 1] as number] ?? '') : '') + piece)
        .join('')
      const parts = {
        pieces: all.map((piece) => Buffer.from(piece)),
        slots: between,
        bytes: all.join('').length,
      }
      const message = messageOf(parts, values)
      expect(message.bytes).toBe(wanted.length)
      expect(set(message, behind, false).toString('latin1')).toBe(wanted + behind)
    }),
    { numRuns: 300 },
  )
})

test('a message that has not all left stays as it is while the next are set', () => {
  const set = press()
  const first = set(wholeOf('first'), '', false)
  const second = set(wholeOf('another'), ' and more', true)
  const third = set(wholeOf('x'.repeat(100_000)), '', true)
  expect([first.toString(), second.toString(), third.length]).toEqual(['first', 'another and more', 100_000])
  expect(set(wholeOf('later'), '', false).toString()).toBe('later')
  expect([second.toString(), third.length]).toEqual(['another and more', 100_000])
})
