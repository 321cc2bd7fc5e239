import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phaseOf, windowOf } from '#src/posts/closing.ts'
import { changesAt, midnightAfter } from '#src/ui/public/until.ts'
import { aPost, NOON } from '#test/support/makers.ts'

const at = (iso: string) => Date.parse(iso)
const HOUR = 3_600_000
const zone = 'Europe/Lisbon'
const MIDNIGHT = at('2026-11-23T00:00:00Z')

describe('what a page says holds until', () => {
  test('midnight in its zone, because it names days from today', () => {
    expect(changesAt({ zone, now: NOON })).toBe(MIDNIGHT)
    expect(changesAt({ zone: 'Pacific/Auckland', now: NOON })).toBe(at('2026-11-23T11:00:00Z'))
  })

  test('the right midnight on days whose clocks change, one of them without any midnight', () => {
    expect(midnightAfter(at('2026-10-25T00:30:00Z'), zone)).toBe(at('2026-10-26T00:00:00Z'))
    // In Beirut this Sunday began at 1:00.
    expect(midnightAfter(at('2024-03-30T12:00:00Z'), 'Asia/Beirut')).toBe(at('2024-03-30T22:00:00Z'))
  })

  test('a promised update is due, and no longer once it is overdue', () => {
    const post = (nextUpdateBy: number) => [aPost({ nextUpdateBy })]
    expect(changesAt({ zone, now: NOON, posts: post(NOON + HOUR) })).toBe(NOON + HOUR)
    expect(changesAt({ zone, now: NOON, posts: post(NOON - HOUR) })).toBe(MIDNIGHT)
    expect(changesAt({ zone, now: NOON, posts: post(NOON) })).toBe(MIDNIGHT)
  })

  test('a closure begins, then until it ends, then no more', () => {
    const window = windowOf('2026-11-22T14:00', '2026-11-22T16:00', zone)
    const posts = [aPost({ kind: 'closure', state: 'scheduled', window })]
    expect(changesAt({ zone, now: NOON, posts })).toBe(window.startsAt)
    expect(changesAt({ zone, now: window.startsAt, posts })).toBe(window.endsAt)
    expect(changesAt({ zone, now: window.endsAt, posts })).toBe(MIDNIGHT)
    const cancelled = [aPost({ kind: 'closure', state: 'cancelled', window })]
    expect(changesAt({ zone, now: NOON, posts: cancelled })).toBe(MIDNIGHT)
  })

  test('midnight where a closure is, for “tomorrow” is said in its own zone', () => {
    const window = windowOf('2026-11-24T09:00', '2026-11-24T10:00', 'Asia/Tokyo')
    const posts = [aPost({ kind: 'closure', state: 'scheduled', window })]
    expect(changesAt({ zone, now: NOON, posts })).toBe(at('2026-11-22T15:00:00Z'))
  })

  test('a place opens or closes, or more people have been told', () => {
    expect(changesAt({ zone, now: NOON, places: [null, NOON + HOUR] })).toBe(NOON + HOUR)
    expect(changesAt({ zone, now: NOON, telling: true })).toBe(NOON + 5_000)
  })

  test('never an instant that is past, and never later than a change of any closure', () => {
    const wall = fc
      .date({ min: new Date('2026-11-20'), max: new Date('2026-11-26'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 16))
    fc.assert(
      fc.property(fc.tuple(wall, wall), fc.integer({ min: -72, max: 72 }), ([one, other], hours) => {
        const [from = '', to = ''] = [one, other].sort()
        const now = NOON + hours * HOUR
        const post = aPost({ kind: 'closure', state: 'scheduled', window: windowOf(from, to, zone) })
        const until = changesAt({ zone, now, posts: [post] })
        expect(until).toBeGreaterThan(now)
        expect(phaseOf(post, until - 1)).toBe(phaseOf(post, now))
      }),
    )
  })
})
