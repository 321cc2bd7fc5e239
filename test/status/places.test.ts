import { describe, expect, test } from 'vitest'
import type { OpeningHours } from '#src/status/component.ts'
import { placeNow } from '#src/status/places.ts'

const WEEKDAYS: OpeningHours = Object.fromEntries(
  ['1', '2', '3', '4', '5'].map((day) => [day, [['09:00', '18:00']]]),
)
const ZONE = 'Europe/Lisbon'
const at = (iso: string) => Date.parse(iso)
const span = (from: string, to: string, why = 'Stocktaking') => ({ startsAt: at(from), endsAt: at(to), why })

describe('a place', () => {
  test('is open until its hours end', () => {
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-11-23T10:00:00Z'))).toEqual({
      open: true,
      until: at('2026-11-23T18:00:00Z'),
      why: null,
    })
  })

  test('opens at nine sharp and closes at six sharp', () => {
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-11-23T08:59:59Z')).open).toBe(false)
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-11-23T09:00:00Z')).open).toBe(true)
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-11-23T18:00:00Z')).open).toBe(false)
  })

  test('is closed over the weekend until Monday morning', () => {
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-11-20T19:00:00Z'))).toEqual({
      open: false,
      until: at('2026-11-23T09:00:00Z'),
      why: null,
    })
  })

  test('keeps wall time over the change of the clocks', () => {
    // Sunday 29 March 2026: Lisbon goes from UTC to UTC+1.
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-03-27T20:00:00Z')).until).toBe(at('2026-03-30T08:00:00Z'))
    expect(placeNow(WEEKDAYS, ZONE, [], at('2026-10-23T19:00:00Z')).until).toBe(at('2026-10-26T09:00:00Z'))
  })

  test('does not trip over an hour that the clocks skip or repeat', () => {
    const night: OpeningHours = { '7': [['01:30', '03:00']] }
    const spring = placeNow(night, 'Europe/Berlin', [], at('2026-03-29T00:45:00Z'))
    expect(spring).toMatchObject({ open: true, until: at('2026-03-29T01:00:00Z') })
    const autumn = placeNow(night, 'Europe/Berlin', [], at('2026-10-25T01:30:00Z'))
    expect(autumn).toMatchObject({ open: true, until: at('2026-10-25T02:00:00Z') })
  })

  test('may be open past midnight', () => {
    const bar: OpeningHours = { '5': [['22:00', '02:00']] }
    expect(placeNow(bar, ZONE, [], at('2026-11-21T01:00:00Z'))).toMatchObject({
      open: true,
      until: at('2026-11-21T02:00:00Z'),
    })
  })

  test('has a lunch break', () => {
    const office: OpeningHours = {
      '1': [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
    }
    expect(placeNow(office, ZONE, [], at('2026-11-23T12:30:00Z'))).toMatchObject({
      open: false,
      until: at('2026-11-23T13:00:00Z'),
    })
  })

  test('that never closes is open without an end', () => {
    const always = Object.fromEntries(
      ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]),
    )
    expect(placeNow(always, ZONE, [], at('2026-11-22T12:00:00Z'))).toEqual({
      open: true,
      until: null,
      why: null,
    })
  })

  test('that has no hours at all is closed without an end', () => {
    expect(placeNow({}, ZONE, [], at('2026-11-22T12:00:00Z'))).toEqual({
      open: false,
      until: null,
      why: null,
    })
  })

  test('is closed by a closure, says why, and opens at the next opening after it', () => {
    const closed = [span('2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')]
    expect(placeNow(WEEKDAYS, ZONE, closed, at('2026-11-23T10:00:00Z'))).toEqual({
      open: false,
      until: at('2026-11-24T09:00:00Z'),
      why: 'Stocktaking',
    })
  })

  test('closes early before a closure that begins today', () => {
    const closed = [span('2026-11-23T15:00:00Z', '2026-11-24T00:00:00Z')]
    expect(placeNow(WEEKDAYS, ZONE, closed, at('2026-11-23T10:00:00Z'))).toMatchObject({
      open: true,
      until: at('2026-11-23T15:00:00Z'),
    })
  })

  test('says when it opens again after a closure of many weeks', () => {
    const closed = [span('2026-11-20T00:00:00Z', '2027-01-04T00:00:00Z', 'Rebuilding')]
    expect(placeNow(WEEKDAYS, ZONE, closed, at('2026-11-22T12:00:00Z'))).toEqual({
      open: false,
      until: at('2027-01-04T09:00:00Z'),
      why: 'Rebuilding',
    })
  })
})
