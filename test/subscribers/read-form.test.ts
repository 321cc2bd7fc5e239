import { describe, expect, test } from 'vitest'
import { AT_ONCE } from '#src/subscribers/hours.ts'
import { parseHours, parsePause, parsePerson } from '#src/subscribers/read-form.ts'

const ANA = { name: 'Ana', language: 'en', timeZone: null } as const
const person = (typed: Record<string, string>) => parsePerson(typed, ['en', 'de'], ANA)

describe('a name to be greeted by', () => {
  test.each(['Ana', 'José María de la O’Shea-Quill', 'J. R. R. Tolkien', '山田・花子', 'منى', 'Núñez', ''])(
    '%j is one, or may be left out',
    (name) => {
      expect(person({ name }).name).toBe(name || null)
    },
  )

  test.each([
    'Win at evil.example',
    'http://x',
    'a@b.c',
    'Call 0900 1234',
    'Ana\r\nBcc: all',
    '<b>Ana</b>',
    'A'.repeat(81),
  ])('%j is none: it would stand in a mail of ours', (name) => {
    const asked = () => person({ name })
    if (name.includes('\r')) expect(person({ name: 'Ana\r\nReis' }).name).toBe('Ana Reis')
    expect(asked).toThrow()
  })

  test('zone and language are those that there are', () => {
    expect(person({ language: 'de', zone: 'Asia/Tokyo' })).toEqual({
      name: null,
      language: 'de',
      timeZone: 'Asia/Tokyo',
    })
    expect(person({ language: 'ja', zone: '' })).toMatchObject({ language: 'en', timeZone: null })
    expect(() => person({ zone: 'Mars/Base' })).toThrow('not known')
  })
})

describe('hours', () => {
  test('are read as they are written, and quiet ones may pass midnight', () => {
    const typed = {
      rhythm: 'weekly',
      digest_at: '07:30',
      digest_day: '5',
      quiet: 'yes',
      quiet_from: '22:00',
      quiet_until: '6.45',
      breaks: 'yes',
    }
    expect(parseHours(typed, AT_ONCE)).toEqual({
      rhythm: 'weekly',
      digestMinute: 450,
      digestDay: 5,
      quiet: { from: 1320, until: 405 },
      breaksThrough: true,
      pausedUntil: null,
    })
  })

  test('that say nothing change nothing, and nonsense is refused beside its field', () => {
    expect(parseHours({}, { ...AT_ONCE, rhythm: 'daily', pausedUntil: 5 })).toMatchObject({
      rhythm: 'daily',
      pausedUntil: 5,
    })
    const night = { quiet: 'yes', quiet_from: '22:00' }
    for (const [typed, field] of [
      [{ rhythm: 'daily', digest_at: '25:00' }, 'digest_at'],
      [{ ...night, quiet_until: '' }, 'quiet_until'],
      [{ ...night, quiet_until: '22:00' }, 'quiet_until'],
    ] as const)
      expect(() => parseHours(typed, AT_ONCE)).toThrow(
        expect.objectContaining({ problems: { [field]: expect.any(String) } }),
      )
  })

  test('a pause ends with the first minute of a day in their zone, also where the clock jumps over midnight', () => {
    const now = Date.parse('2026-09-01T00:00:00Z')
    const until = (day: string, zone: string) =>
      new Date(parsePause({ pause_until: day }, zone, now)).toISOString()
    expect(until('2026-12-24', 'Europe/Lisbon')).toBe('2026-12-24T00:00:00.000Z')
    // Chile goes from 23:59 to 1:00 on this day.
    expect(until('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z')
    for (const day of ['2026-08-31', '2026-02-30', '2028-01-01', 'tomorrow', ''])
      expect(() => until(day, 'UTC')).toThrow()
  })
})
