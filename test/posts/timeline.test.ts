import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Post } from '#src/posts/post.ts'
import {
  daysWithPosts,
  filedOn,
  foldQuiet,
  monthOf,
  spanOfDays,
  spanOfMonth,
  timeline,
} from '#src/posts/timeline.ts'
import { aPost, NOON } from '#test/support/makers.ts'

const at = (iso: string) => Date.parse(iso)
const resolved = (changes: Partial<Post>) => aPost({ state: 'resolved', filedAt: NOON, ...changes })

const HOUR = 3_600_000

describe('the timeline', () => {
  test('shows today first and every day, quiet or not', () => {
    const days = timeline([], 'Europe/Lisbon', NOON)
    expect(days).toHaveLength(15)
    expect(days[0]?.date).toBe('2026-11-22')
    expect(days.at(-1)?.date).toBe('2026-11-08')
    expect(days.every((day) => day.posts.length === 0)).toBe(true)
  })

  test('files an incident under the day on which it was resolved, not the day on which it began', () => {
    const post = resolved({ publishedAt: at('2026-11-20T23:00:00Z'), filedAt: at('2026-11-21T01:00:00Z') })
    const days = timeline([post], 'UTC', NOON)
    expect(days.find((day) => day.posts.length)?.date).toBe('2026-11-21')
  })

  test('reads days in the zone of the page: half past eleven in Lisbon is already tomorrow in Berlin', () => {
    const post = resolved({ filedAt: at('2026-11-20T23:30:00Z') })
    const dayIn = (zone: string) => timeline([post], zone, NOON).find((day) => day.posts.length)?.date
    expect(dayIn('Europe/Lisbon')).toBe('2026-11-20')
    expect(dayIn('Europe/Berlin')).toBe('2026-11-21')
  })

  test('keeps all that is filed on a day whose clocks change, which has 23 or 25 hours', () => {
    const spring = timeline([], 'Europe/Berlin', at('2026-03-29T20:00:00Z'))[0]
    expect(Number(spring?.endsAt) - Number(spring?.startsAt)).toBe(23 * HOUR)
    const late = resolved({ filedAt: at('2026-10-25T22:59:59Z') })
    const autumn = timeline([late], 'Europe/Berlin', at('2026-10-25T12:00:00Z'))[0]
    expect(Number(autumn?.endsAt) - Number(autumn?.startsAt)).toBe(25 * HOUR)
    expect(autumn?.posts).toHaveLength(1)
  })

  test('begins a day at its first instant where the clocks skip midnight', () => {
    // Cairo, 2026-04-24: 00:00 does not exist, the day begins at 01:00 (22:00 UTC of the day before).
    const day = timeline([], 'Africa/Cairo', at('2026-04-24T12:00:00Z'))[0]
    expect(day?.startsAt).toBe(at('2026-04-23T22:00:00Z'))
    expect(Number(day?.endsAt) - Number(day?.startsAt)).toBe(23 * HOUR)
  })

  test('has the newest of a day first', () => {
    const morning = resolved({ id: 'morning', filedAt: NOON - 2 * HOUR })
    const noon = resolved({ id: 'noon', filedAt: NOON - 1 })
    expect(timeline([morning, noon], 'UTC', NOON)[0]?.posts.map(({ id }) => id)).toEqual(['noon', 'morning'])
  })

  test('files a closure that is over by the clock although nobody has written that down', () => {
    const window = {
      startsWall: '2026-11-21T20:00',
      endsWall: '2026-11-21T22:00',
      timeZone: 'UTC',
      startsAt: at('2026-11-21T20:00:00Z'),
      endsAt: at('2026-11-21T22:00:00Z'),
    }
    const closure = resolved({ kind: 'closure', state: 'scheduled', window, filedAt: null })
    expect(filedOn(closure, NOON)).toBe(window.endsAt - 1)
    expect(filedOn(closure, window.endsAt - 1)).toBeNull()
    expect(timeline([closure], 'UTC', NOON)[1]?.posts).toHaveLength(1)
  })

  test('leaves out an incident that is open: it stands above the timeline', () => {
    const open = resolved({ state: 'investigating', filedAt: null })
    expect(timeline([open], 'UTC', NOON).flatMap((day) => day.posts)).toEqual([])
  })

  test('puts every post of its span on exactly one day, in any zone, on any day of the year', () => {
    const zones = fc.constantFrom(
      ...['UTC', 'Europe/Lisbon', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kolkata'],
    )
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 400 * 24 }),
        fc.integer({ min: 0, max: 14 * 24 }),
        (zone, back, ago) => {
          const now = NOON - back * HOUR
          const { from, to } = spanOfDays(zone, now)
          const filedAt = now - ago * HOUR
          const days = timeline([resolved({ filedAt })], zone, now)
          expect(days[0]?.endsAt).toBe(to)
          expect(days.at(-1)?.startsAt).toBe(from)
          expect(days.flatMap((day) => day.posts)).toHaveLength(filedAt >= from ? 1 : 0)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('quiet days', () => {
  const shape = (filed: string[]) =>
    foldQuiet(
      timeline(
        filed.map((date) => resolved({ filedAt: at(`${date}T10:00:00Z`) })),
        'UTC',
        NOON,
      ),
    ).map(({ day, until }) =>
      day === until ? day.date.slice(8) : `${until.date.slice(8)}-${day.date.slice(8)}`,
    )

  test('next to each other are one stretch; today stands alone, and a day with a post ends a stretch', () => {
    expect(shape([])).toEqual(['22', '08-21'])
    expect(shape(['2026-11-18'])).toEqual(['22', '19-21', '18', '08-17'])
    expect(shape(['2026-11-22', '2026-11-20'])).toEqual(['22', '21', '20', '08-19'])
  })
})

describe('months', () => {
  test('are what a calendar knows as months, and nothing else', () => {
    for (const wrong of ['2026-13', '2026-00', '2026-1', '26-11', '2026-11-01', '', '../etc', '9999-01'])
      expect(spanOfMonth(wrong, 'UTC')).toBeUndefined()
  })

  test('run from midnight to midnight of the zone, whatever the clocks do in between', () => {
    expect(spanOfMonth('2026-03', 'Europe/Berlin')).toEqual({
      from: at('2026-02-28T23:00:00Z'),
      to: at('2026-03-31T22:00:00Z'),
    })
    expect(monthOf(at('2026-02-28T23:00:00Z'), 'Europe/Berlin')).toBe('2026-03')
    expect(monthOf(at('2026-03-31T22:00:00Z'), 'Europe/Berlin')).toBe('2026-04')
  })

  test('list only days with posts, newest first', () => {
    const posts = ['2026-11-02', '2026-11-20', '2026-11-02'].map((date, i) =>
      resolved({ id: String(i), filedAt: at(`${date}T0${i}:00:00Z`) }),
    )
    const days = daysWithPosts(posts, 'UTC', NOON)
    expect(days.map(({ date, posts }) => [date, posts.map(({ id }) => id)])).toEqual([
      ['2026-11-20', ['1']],
      ['2026-11-02', ['2', '0']],
    ])
  })
})
