import { expect, test } from 'vitest'
import { hoursText, readHours } from '#src/status/hours.ts'

test.each([
  ['9-18', '9:00–18:00'],
  ['09:00–18:00', '9:00–18:00'],
  ['9.30 to 12.30 , 14:00-18:00', '9:30–12:30, 14:00–18:00'],
  ['0:00-24:00', '0:00–24:00'],
  ['closed', ''],
  ['', ''],
])('reads %j as people write it', (typed, shown) => {
  expect(hoursText(readHours({ 'hours.1': typed }), 1)).toBe(shown)
})

test.each([
  ['18:00-9:00', 'close after it opens'],
  ['9:00-9:00', 'close after it opens'],
  ['14:00-18:00, 9:00-12:00', 'overlap'],
  ['9:00-13:00, 12:00-18:00', 'overlap'],
  ['25:00-26:00', 'Write it like'],
  ['9:00-24:30', 'Write it like'],
  ['nine to five', 'Write it like'],
  ['9:00', 'Write it like'],
])('refuses %j with a sentence beside that day', (typed, sentence) => {
  expect(() => readHours({ 'hours.1': '9-17', 'hours.3': typed })).toThrow(
    expect.objectContaining({ problems: { 'hours.3': expect.stringContaining(sentence) } }),
  )
})
