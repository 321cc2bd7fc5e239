import { describe, expect, test } from 'vitest'
import { heldUntil, nextDigest } from '#src/deliveries/held-until.ts'
import { fairZones, zoneOf } from '#src/deliveries/zones.ts'
import { AT_ONCE, type Hours } from '#src/subscribers/hours.ts'

const at = (text: string) => Date.parse(text)
const minute = (clock: string) => {
  const [hour = 0, past = 0] = clock.split(':').map(Number)
  return hour * 60 + past
}
const iso = (ms: number) => new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z')
const SAID = { critical: false, fairIn: [] }

function quietEnd(clock: string, zone: string, now: string, said = SAID): string {
  const [from = '', until = ''] = clock.split('–')
  const hours: Hours = { ...AT_ONCE, quiet: { from: minute(from), until: minute(until) } }
  return iso(heldUntil(hours, zone, { ...said, at: at(now) }, at(now)).until)
}

function digest(rhythm: 'daily' | 'weekly', clock: string, zone: string, said: string, day = 1): string {
  return iso(nextDigest({ rhythm, digestMinute: minute(clock), digestDay: day }, zone, at(said)))
}

describe('quiet hours', () => {
  test.each([
    ['a plain afternoon', '13:00–14:00', 'UTC', '2026-06-01T13:30Z', '2026-06-01T14:00Z'],
    ['their first minute', '22:00–07:00', 'UTC', '2026-06-01T22:00Z', '2026-06-02T07:00Z'],
    ['their last minute', '22:00–07:00', 'UTC', '2026-06-02T06:59Z', '2026-06-02T07:00Z'],
    ['their end', '22:00–07:00', 'UTC', '2026-06-02T07:00Z', '2026-06-02T07:00Z'],
    ['before midnight', '22:00–07:00', 'Europe/Berlin', '2026-06-01T21:30Z', '2026-06-02T05:00Z'],
    ['after midnight', '22:00–07:00', 'Europe/Berlin', '2026-06-01T23:30Z', '2026-06-02T05:00Z'],
    ['outside of them', '22:00–07:00', 'Europe/Berlin', '2026-06-01T12:00Z', '2026-06-01T12:00Z'],
    ['none, since they begin where they end', '07:00–07:00', 'UTC', '2026-06-01T07:00Z', '2026-06-01T07:00Z'],
    // Berlin, 29 March 2026: 2:00 is 3:00. Lisbon, 25 October 2026: 2:00 is 1:00.
    [
      'the night that is an hour shorter',
      '22:00–07:00',
      'Europe/Berlin',
      '2026-03-28T22:00Z',
      '2026-03-29T05:00Z',
    ],
    [
      'the night that is an hour longer',
      '22:00–07:00',
      'Europe/Berlin',
      '2026-10-24T22:00Z',
      '2026-10-25T06:00Z',
    ],
    ['an end that the clock skips', '22:00–02:30', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    [
      'a beginning that the clock skips',
      '02:30–07:00',
      'Europe/Berlin',
      '2026-03-29T01:00Z',
      '2026-03-29T05:00Z',
    ],
    [
      'an end that comes twice, at its first',
      '22:00–01:30',
      'Europe/Lisbon',
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
    ],
    [
      'an end that comes twice, before its second',
      '22:00–01:30',
      'Europe/Lisbon',
      '2026-10-25T01:10Z',
      '2026-10-25T01:30Z',
    ],
    [
      'a beginning that comes twice',
      '01:30–07:00',
      'Europe/Lisbon',
      '2026-10-25T01:10Z',
      '2026-10-25T07:00Z',
    ],
    ['half an hour from everybody', '22:00–07:00', 'Asia/Kolkata', '2026-06-01T17:00Z', '2026-06-02T01:30Z'],
    [
      'where midnight is skipped',
      '23:00–00:30',
      'America/Santiago',
      '2026-09-06T03:30Z',
      '2026-09-06T04:00Z',
    ],
  ])('%s', (_, clock, zone, now, until) => {
    expect(quietEnd(clock, zone, now)).toBe(iso(at(until)))
  })

  test('are broken by what is critical only where somebody said so', () => {
    const hours: Hours = { ...AT_ONCE, quiet: { from: 0, until: minute('08:00') } }
    const night = at('2026-06-01T03:00Z')
    const said = { at: night, critical: true, fairIn: [] }
    expect(heldUntil(hours, 'UTC', said, night).until).toBe(at('2026-06-01T08:00Z'))
    const loud = { ...hours, breaksThrough: true }
    expect(heldUntil(loud, 'UTC', said, night)).toEqual({ until: night, manner: 'alone' })
    expect(heldUntil(loud, 'UTC', { ...said, critical: false }, night).until).toBe(at('2026-06-01T08:00Z'))
    const weekly: Hours = { ...loud, rhythm: 'weekly' }
    expect(heldUntil(weekly, 'UTC', said, night)).toEqual({ until: night, manner: 'alone' })
  })
})

describe('a digest', () => {
  test.each([
    ['later today', 'daily', '08:00', 'Europe/Berlin', '2026-06-01T05:59Z', 1, '2026-06-01T06:00Z'],
    [
      'tomorrow, of what is said at its minute',
      'daily',
      '08:00',
      'Europe/Berlin',
      '2026-06-01T06:00Z',
      1,
      '2026-06-02T06:00Z',
    ],
    [
      'at an hour that the clock skips',
      'daily',
      '02:30',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      1,
      '2026-03-29T01:00Z',
    ],
    ['on the day after that', 'daily', '02:30', 'Europe/Berlin', '2026-03-29T01:00Z', 1, '2026-03-30T00:30Z'],
    [
      'at an hour that comes twice',
      'daily',
      '01:30',
      'Europe/Lisbon',
      '2026-10-24T12:00Z',
      1,
      '2026-10-25T00:30Z',
    ],
    [
      'once at an hour that comes twice',
      'daily',
      '01:30',
      'Europe/Lisbon',
      '2026-10-25T00:30Z',
      1,
      '2026-10-26T01:30Z',
    ],
    ['on a day of 23 hours', 'daily', '08:00', 'Europe/Berlin', '2026-03-28T07:00Z', 1, '2026-03-29T06:00Z'],
    ['on a day of 25 hours', 'daily', '08:00', 'Europe/Berlin', '2026-10-24T06:00Z', 1, '2026-10-25T07:00Z'],
    ['on a Monday', 'weekly', '08:00', 'UTC', '2026-06-02T00:00Z', 1, '2026-06-08T08:00Z'],
    ['on a Sunday', 'weekly', '08:00', 'UTC', '2026-06-02T00:00Z', 7, '2026-06-07T08:00Z'],
    ['later on its day', 'weekly', '08:00', 'UTC', '2026-06-07T07:00Z', 7, '2026-06-07T08:00Z'],
    ['a week after it', 'weekly', '08:00', 'UTC', '2026-06-07T08:00Z', 7, '2026-06-14T08:00Z'],
    [
      'on the day in their zone, not in ours',
      'weekly',
      '23:30',
      'Pacific/Auckland',
      '2026-06-07T11:00Z',
      7,
      '2026-06-07T11:30Z',
    ],
    [
      'on Samoa, whose 30 December 2011 there was not',
      'daily',
      '08:00',
      'Pacific/Apia',
      '2011-12-29T20:00Z',
      1,
      '2011-12-30T10:00Z',
    ],
  ] as const)('comes %s', (_, rhythm, clock, zone, said, day, when) => {
    expect(digest(rhythm, clock, zone, said, day)).toBe(iso(at(when)))
  })

  test('comes every day of a year once, whatever the clock does', () => {
    for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Africa/Casablanca'])
      for (const clock of ['00:00', '01:30', '02:15', '03:00']) {
        const hours = { rhythm: 'daily', digestMinute: minute(clock), digestDay: 1 }
        const days: string[] = []
        for (let now = at('2026-01-01T00:00Z'); days.length < 366; ) {
          now = nextDigest(hours, zone, now)
          days.push(
            Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString(),
          )
        }
        expect(new Set(days).size, `${zone} ${clock}`).toBe(366)
      }
  })

  test('waits for the end of the quiet hours, and is due at once where it should have gone already', () => {
    const hours: Hours = { ...AT_ONCE, rhythm: 'daily', digestMinute: 360, quiet: { from: 1320, until: 480 } }
    const said = { ...SAID, at: at('2026-06-01T12:00Z') }
    expect(heldUntil(hours, 'UTC', said, said.at)).toEqual({
      until: at('2026-06-02T08:00Z'),
      manner: 'daily',
    })
    const late = at('2026-06-03T15:00Z')
    expect(heldUntil(hours, 'UTC', said, late)).toEqual({ until: late, manner: 'daily' })
  })

  test('holds all that a rest kept, when it is over', () => {
    const end = at('2026-06-10T00:00Z')
    const hours: Hours = { ...AT_ONCE, pausedUntil: end, breaksThrough: true }
    const said = { at: at('2026-06-01T12:00Z'), critical: true, fairIn: [] }
    expect(heldUntil(hours, 'UTC', said, said.at)).toEqual({ until: end, manner: 'pause' })
    expect(heldUntil(hours, 'UTC', said, end)).toEqual({ until: end, manner: 'pause' })
    const quiet = { ...hours, quiet: { from: 1320, until: 420 } }
    expect(heldUntil(quiet, 'UTC', said, end).until).toBe(at('2026-06-10T07:00Z'))
    expect(heldUntil(hours, 'UTC', { ...said, at: end }, end)).toEqual({ until: end, manner: 'alone' })
  })
})

describe('texts about releases', () => {
  const fair = (zones: readonly string[], now: string, hours = AT_ONCE) =>
    iso(heldUntil(hours, 'UTC', { at: at(now), critical: false, fairIn: zones }, at(now)).until)

  test.each([
    ['7:59', ['Europe/Berlin'], '2026-06-01T05:59Z', '2026-06-01T06:00Z'],
    ['8:00', ['Europe/Berlin'], '2026-06-01T06:00Z', '2026-06-01T06:00Z'],
    ['20:59', ['Europe/Berlin'], '2026-06-01T18:59Z', '2026-06-01T18:59Z'],
    ['21:00', ['Europe/Berlin'], '2026-06-01T19:00Z', '2026-06-02T06:00Z'],
  ])('wait for a fair hour at %s', (_, zones, now, until) => {
    expect(fair(zones, now)).toBe(iso(at(until)))
  })

  test('wait for an hour that is fair in every zone of the country where theirs is not known', () => {
    const states = fairZones(null, 'US', 'Europe/Lisbon')
    expect(states).toContain('Pacific/Honolulu')
    // Eight in Honolulu is six in the evening in Greenwich; nine in the evening in New York is one.
    expect(fair(states, '2026-06-01T14:00Z')).toBe(iso(at('2026-06-01T18:00Z')))
    expect(fair(states, '2026-06-02T00:59Z')).toBe(iso(at('2026-06-02T00:59Z')))
    expect(fair(states, '2026-06-02T01:00Z')).toBe(iso(at('2026-06-02T18:00Z')))
    expect(fairZones('America/Denver', 'US', 'UTC')).toEqual(['America/Denver'])
    expect(fairZones(null, null, 'Europe/Lisbon')).toEqual(['Europe/Lisbon'])
    expect(fairZones('Mars/Olympus', 'XX', 'Europe/Lisbon')).toEqual(['Europe/Lisbon'])
  })

  test('keep the law where quiet hours leave no fair hour', () => {
    const hours: Hours = { ...AT_ONCE, quiet: { from: minute('07:00'), until: minute('22:00') } }
    const until = at(fair(['UTC'], '2026-06-01T12:00Z', hours))
    const clock = new Date(until).getUTCHours()
    expect(clock >= 8 && clock < 21).toBe(true)
  })
})

test('a zone that nobody knows is that of the page', () => {
  expect(zoneOf('Mars/Olympus', 'Europe/Lisbon')).toBe('Europe/Lisbon')
  expect(zoneOf('Asia/Tokyo', 'Europe/Lisbon')).toBe('Asia/Tokyo')
})
