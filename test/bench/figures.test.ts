import { expect, test } from 'vitest'
import { isMet, percentile, rounded, shown, spreadOf, table, targetTable } from './figures.ts'
import { pinning } from './machine.ts'
import { hotSpots } from './profile.ts'

test('the median of an even number of rounds lies between the two in the middle', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 })
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 })
})

test('a percentile needs no order and does not change what it is given', () => {
  const values = Array.from({ length: 101 }, (_, i) => 100 - i)
  expect(percentile(values, 0.99)).toBe(99)
  expect(values[0]).toBe(100)
  expect(percentile([], 0.5)).toBeNaN()
})

test('a target may be a floor or a ceiling, and a figure that could not be had misses it', () => {
  expect(isMet({ what: '', value: 0.6, limit: { least: 0.6 } })).toBe(true)
  expect(isMet({ what: '', value: 0.59, limit: { least: 0.6 } })).toBe(false)
  expect(isMet({ what: '', value: 201, limit: { most: 200 } })).toBe(false)
  expect(isMet({ what: '', value: Number.NaN, limit: { most: 200 } })).toBe(false)
})

test('tables stand in columns', () => {
  expect(
    table([
      ['', 'a'],
      ['long name', '1,234'],
    ]),
  ).toBe('                a\nlong name   1,234')
  const lines = targetTable([{ what: 'CPU', value: 44, limit: { most: 120 }, unit: ' µs' }]).split('\n')
  expect(lines[1]).toMatch(/^CPU +44 µs +≤ 120 µs +met$/)
})

test('numbers are shown to three figures, and kept with four or more', () => {
  expect([shown(21_432.4), shown(12.34), shown(0.123), shown(Number.NaN)]).toEqual([
    '21,432',
    '12.3',
    '0.12',
    '–',
  ])
  expect([rounded(21_432.44), rounded(0.123_456)]).toEqual([21_432.4, 0.1235])
})

test('a profile is read as shares of the time in which something ran', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 })
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('settle', `file://${process.cwd()}/db/queries/deliveries.ts`) },
      { id: 3, callFrame: frame('(garbage collector)') },
    ],
    samples: [1, 2, 2, 3],
    timeDeltas: [1_000, 30, 30, 20],
  }
  expect(hotSpots(JSON.stringify(profile))).toEqual([
    { where: 'settle db/queries/deliveries.ts:10', share: 0.75 },
    { where: '(garbage collector)', share: 0.25 },
  ])
})

test('without two cores and taskset nothing is put before a command, and that is said', () => {
  const { measured, other, told } = pinning()
  expect(measured.length).toBe(other.length)
  expect(told).toMatch(measured.length ? /core 0.*core 1/ : /missing|One core/)
})
