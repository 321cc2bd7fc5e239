import { describe, expect, test } from 'vitest'
import { windowOf } from '#src/posts/closing.ts'
import { dayHeading, dayRange, lasting, moment, until, windowText } from '#src/ui/time.ts'
import { zoneName } from '#src/zone.ts'

const at = (iso: string) => Date.parse(iso)
const NOW = at('2026-11-22T12:00:00Z')
const LISBON = 'Europe/Lisbon'

describe('an instant', () => {
  test('carries the name of its zone as people there write it, summer and winter', () => {
    expect(zoneName(NOW, LISBON)).toBe('WET')
    expect(zoneName(at('2026-07-01T12:00:00Z'), LISBON)).toBe('WEST')
    expect(zoneName(NOW, 'America/New_York')).toBe('EST')
    expect(zoneName(NOW, 'Asia/Kolkata')).toBe('IST')
    expect(zoneName(NOW, 'Asia/Kathmandu')).toBe('UTC+5:45')
    expect(zoneName(NOW, 'Etc/UTC')).toBe('UTC')
  })

  test('names its day unless that is today, and its year unless that is this one', () => {
    expect(moment(at('2026-11-22T00:05:00Z'), LISBON, NOW)).toBe('0:05 WET')
    expect(moment(at('2026-11-18T14:05:00Z'), LISBON, NOW)).toBe('18 Nov, 14:05 WET')
    expect(moment(at('2025-07-18T14:05:00Z'), LISBON, NOW)).toBe('18 Jul 2025, 15:05 WEST')
  })

  test('after “until” is as short as it can be without being unclear', () => {
    expect(until(at('2026-11-22T18:00:00Z'), LISBON, NOW)).toBe('until 18:00')
    expect(until(at('2026-11-23T09:00:00Z'), LISBON, NOW)).toBe('until tomorrow 9:00')
    expect(until(at('2026-11-24T09:00:00Z'), LISBON, NOW)).toBe('until Tue 9:00')
    expect(until(at('2026-12-24T09:00:00Z'), LISBON, NOW)).toBe('until Thu 24 Dec, 9:00')
    expect(until(at('2027-01-04T09:00:00Z'), LISBON, NOW)).toBe('until Mon 4 Jan 2027, 9:00')
  })

  test('at midnight belongs to the day that it ends', () => {
    expect(until(at('2026-11-23T00:00:00Z'), LISBON, NOW)).toBe('until midnight')
    expect(until(at('2026-11-25T00:00:00Z'), LISBON, NOW)).toBe('until the end of Tuesday')
    expect(until(at('2026-12-27T00:00:00Z'), LISBON, NOW)).toBe('until the end of Sat 26 Dec')
  })

  test('is today or yesterday by the calendar of the zone, not by 24 hours', () => {
    expect(dayHeading(at('2026-11-21T23:59:00Z'), LISBON, at('2026-11-22T00:01:00Z'))).toBe('Yesterday')
    expect(dayHeading(at('2026-11-21T23:59:00Z'), 'Europe/Berlin', at('2026-11-22T00:01:00Z'))).toBe('Today')
  })
})

describe('a window', () => {
  const text = (from: string, to: string, zone = LISBON) => windowText(windowOf(from, to, zone), NOW)

  test('names its days once each and its zone', () => {
    expect(text('2026-11-24T22:00', '2026-11-24T23:30')).toBe('Tue 24 Nov, 22:00 to 23:30 WET')
    expect(text('2026-11-24T22:00', '2026-11-25T01:30')).toBe('Tue 24 Nov, 22:00 to Wed 25 Nov, 1:30 WET')
  })

  test('of whole days has no hours', () => {
    expect(text('2026-12-25T00:00', '2026-12-26T00:00')).toBe('Fri 25 Dec, all day')
    expect(text('2026-12-24T00:00', '2026-12-26T23:59')).toBe('Thu 24 Dec to Sat 26 Dec, all day')
  })

  test('that ends at midnight ends with its last day', () => {
    expect(text('2026-12-24T13:00', '2026-12-27T00:00')).toBe(
      'Thu 24 Dec, 13:00 WET to the end of Sat 26 Dec',
    )
  })

  test('over a change of the clocks names both zones', () => {
    expect(text('2027-03-27T22:00', '2027-03-28T04:00')).toBe(
      'Sat 27 Mar 2027, 22:00 WET to Sun 28 Mar 2027, 4:00 WEST',
    )
  })
})

test('stretches and lengths read as people say them', () => {
  expect(dayRange(at('2026-11-14T12:00:00Z'), at('2026-11-17T12:00:00Z'), LISBON, NOW)).toBe('14 to 17 Nov')
  expect(dayRange(at('2026-10-30T12:00:00Z'), at('2026-11-02T12:00:00Z'), LISBON, NOW)).toBe(
    '30 Oct to 2 Nov',
  )
  expect([30_000, 240_000, 8_040_000, 3_600_000, 273_600_000].map((ms) => lasting(ms))).toEqual([
    'under a minute',
    '4 min',
    '2 h 14 min',
    '1 h',
    '3 days 4 h',
  ])
})
