import { expect, test } from 'vitest'
import type { Post } from '#src/posts/post.ts'
import { factsOf } from '#src/ui/facts.ts'
import { aPost, NOON } from '#test/support/makers.ts'

const at = (iso: string) => Date.parse(iso)
const KNOONN = {
  impact: 'major',
  startedAt: at('2026-11-22T09:00:00Z'),
  publishedAt: at('2026-11-22T09:12:00Z'),
} as const
const told = (post: Partial<Post>, people?: Parameters<typeof factsOf>[1]) =>
  factsOf(aPost({ ...KNOONN, ...post }), people, 'UTC', NOON).map(({ term, text, note }) => [
    term,
    text,
    note,
  ])

test('an incident says how long it took us to notice and to tell, and how many were told', () => {
  const people = { people: 1050, first: at('2026-11-22T09:12:05Z'), last: at('2026-11-22T09:14:10Z') }
  expect(
    told({ detectedAt: at('2026-11-22T09:10:00Z'), nextUpdateBy: at('2026-11-22T13:00:00Z') }, people),
  ).toEqual([
    ['Impact', 'Major', undefined],
    ['Began', '9:00 UTC', undefined],
    ['Noticed', '9:10 UTC', '10 min after it began'],
    ['First told', '9:12 UTC', '12 min after it began'],
    ['People told', '1,050', 'all within 2 min'],
    ['Next update by', '13:00 UTC', undefined],
  ])
})

test('an incident that is over says how long it lasted', () => {
  const over = told({ state: 'resolved', resolvedAt: at('2026-11-22T11:14:00Z') })
  expect(over).toContainEqual(['Resolved', '11:14 UTC', undefined])
  expect(over).toContainEqual(['How long', '2 h 14 min', undefined])
})

test('what was never written down is not invented', () => {
  const record = told({ startedAt: null, impact: null, endedAt: NOON, filedAt: NOON, backdatedAt: NOON })
  expect(record).toEqual([['First told', '9:12 UTC', undefined]])
})

test('a closure says its window and how long before it we told', () => {
  const window = {
    startsWall: '2026-11-24T22:00',
    endsWall: '2026-11-24T23:30',
    timeZone: 'UTC',
    startsAt: at('2026-11-24T22:00:00Z'),
    endsAt: at('2026-11-24T23:30:00Z'),
  }
  const closure = {
    kind: 'closure',
    state: 'scheduled',
    impact: null,
    reason: 'maintenance',
    window,
  } as const
  expect(told(closure)).toEqual([
    ['When', 'Tue 24 Nov, 22:00 to 23:30 UTC', undefined],
    ['How long', '1 h 30 min', undefined],
    ['Reason', 'Maintenance', undefined],
    ['First told', '9:12 UTC', '2 days 13 h before it starts'],
  ])
})

test('a closure told after it had begun does not boast of it', () => {
  const window = {
    startsWall: '2026-11-22T08:00',
    endsWall: '2026-11-22T23:30',
    timeZone: 'UTC',
    startsAt: at('2026-11-22T08:00:00Z'),
    endsAt: at('2026-11-22T23:30:00Z'),
  }
  const notes = told({ kind: 'closure', state: 'in_progress', impact: null, reason: 'weather', window }).map(
    ([, , note]) => note,
  )
  expect(notes.every((note) => note === undefined)).toBe(true)
})

test('counts people honestly while they are being told, and where telling was stopped', () => {
  const told = { people: 40, first: NOON, last: NOON + 300_000 }
  const note = (more: object) =>
    factsOf(aPost(), { ...told, ...more }, 'UTC', NOON).find(({ term }) => term === 'People told')?.note
  expect(note({ going: true })).toBe('so far; more are being told now')
  expect(note({ stopped: true })).toBe('within 5 min, then we stopped telling')
  expect(note({})).toBe('all within 5 min')
})
