import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STATUSES, type Status } from '#src/status/component.ts'
import { daysOfMonth, lastDays } from '#src/status/days.ts'
import {
  type Cause,
  countedNext,
  countedTo,
  type Statement,
  stretchesOf,
  uptimeOf,
} from '#src/status/uptime.ts'
import { NOON } from '#test/support/makers.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const zone = 'Europe/Lisbon'
const at = (iso: string) => Date.parse(iso)
const post = (id = 'aaaaaaaaaaaa'): Cause => ({ id, kind: 'incident', filedAt: null })
const said = (when: number, status: Status, changes: Partial<Statement> = {}): Statement => ({
  ...{ at: when, status, until: null, post: post() },
  ...changes,
})
const LONG_AGO = NOON - 400 * DAY

function uptime(statements: Statement[], { now = NOON, began = LONG_AGO, zone: where = zone } = {}) {
  return uptimeOf(stretchesOf(statements, [], now), lastDays(where, now), began, now)
}

describe('a component’s last ninety days', () => {
  test('are all well, and 100 %, when nothing was ever said of it', () => {
    const { days, share, ongoing } = uptime([])
    expect(days).toHaveLength(90)
    expect(days.at(-1)?.date).toBe('2026-11-22')
    expect(days[0]?.date).toBe('2026-08-25')
    expect(days.every(({ worst }) => worst === 'operational')).toBe(true)
    expect([share, ongoing]).toEqual([1, false])
  })

  test('count a major outage whole, a partial one with 30 %, degraded performance and maintenance not at all', () => {
    const hurt = (status: Status) =>
      uptime([said(NOON - 5 * DAY, status), said(NOON - 4 * DAY, 'operational')]).share ?? 0
    const whole = NOON - 12 * HOUR - at('2026-08-24T23:00:00Z')
    expect(1 - hurt('major_outage')).toBeCloseTo(DAY / whole, 12)
    expect(1 - hurt('partial_outage')).toBeCloseTo((0.3 * DAY) / whole, 12)
    expect(hurt('degraded_performance')).toBe(1)
    expect(hurt('under_maintenance')).toBe(1)
  })

  test('give each day the worst of it and the time in each status, split at midnight of the page', () => {
    const { days } = uptime([
      said(at('2026-11-19T22:30:00Z'), 'partial_outage'),
      said(at('2026-11-20T00:20:00Z'), 'major_outage'),
      said(at('2026-11-20T00:30:00Z'), 'operational'),
    ])
    const [wednesday, thursday] = days.slice(-4, -2)
    expect(wednesday).toMatchObject({ date: '2026-11-19', worst: 'partial_outage' })
    expect(wednesday?.spent).toEqual({ partial_outage: 90 * MINUTE })
    expect(thursday).toMatchObject({ date: '2026-11-20', worst: 'major_outage' })
    expect(thursday?.spent).toEqual({ partial_outage: 20 * MINUTE, major_outage: 10 * MINUTE })
    expect(days.at(-2)?.worst).toBe('operational')
  })

  test('know nothing of days before the component began, and do not count them', () => {
    const began = at('2026-11-20T12:00:00Z')
    const { days, share } = uptime([said(began, 'major_outage'), said(began + 6 * HOUR, 'operational')], {
      began,
    })
    expect(days.filter(({ worst }) => worst === undefined)).toHaveLength(87)
    expect(share).toBeCloseTo(1 - 6 / 36, 12)
  })

  test('have no figure on the first day of a component that has had no outage', () => {
    expect(uptime([], { began: NOON - HOUR }).share).toBeNull()
  })

  test('have 23 or 25 hours on days whose clocks change', () => {
    const outage = (from: string, to: string, now: string) =>
      uptime([said(at(from), 'major_outage'), said(at(to), 'operational')], {
        now: at(now),
        zone: 'Europe/Berlin',
      }).days.find(({ spent }) => spent.major_outage)?.spent.major_outage
    expect(outage('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '2026-03-30T12:00:00Z')).toBe(23 * HOUR)
    expect(outage('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '2026-10-26T12:00:00Z')).toBe(25 * HOUR)
  })

  test('do not let an outage run on after the post that told of it was closed without a word about it', () => {
    const { days, ongoing } = uptime([said(NOON - 5 * DAY, 'major_outage', { until: NOON - 5 * DAY + HOUR })])
    expect(days.filter(({ worst }) => worst !== 'operational').map(({ spent }) => spent)).toEqual([
      { major_outage: HOUR },
    ])
    expect(ongoing).toBe(false)
  })

  test('never let a maintenance mask an outage', () => {
    const closed = { from: NOON - DAY, to: NOON - DAY + 4 * HOUR, post: { ...post('b'), kind: 'closure' } }
    const outage = [said(NOON - DAY + HOUR, 'major_outage'), said(NOON - DAY + 2 * HOUR, 'operational')]
    const stretches = stretchesOf(outage, [closed], NOON)
    expect(stretches.map(({ status, from, to }) => [status, (to - from) / HOUR])).toEqual([
      ['under_maintenance', 1],
      ['major_outage', 1],
      ['under_maintenance', 2],
    ])
  })

  test('show what goes on under today from its first minute, and draw the same figure for ten minutes', () => {
    const now = at('2026-11-22T12:07:00Z')
    const { days, ongoing, share } = uptime([said(now - 2 * MINUTE, 'major_outage')], { now })
    expect(days.at(-1)).toMatchObject({ worst: 'major_outage', spent: { major_outage: 0 } })
    expect(ongoing).toBe(true)
    const long = [said(now - 5 * HOUR, 'partial_outage')]
    const figures = [0, 1, 2].map((minute) => uptime(long, { now: now + minute * MINUTE }).share)
    expect(new Set(figures).size).toBe(1)
    expect(figures[0]).toBeLessThan(share ?? 0)
    expect([countedTo(now), countedNext(now)]).toEqual([
      at('2026-11-22T12:00:00Z'),
      at('2026-11-22T12:10:00Z'),
    ])
  })

  test('stand until midnight when nothing goes on', () => {
    const over = [said(NOON - 3 * HOUR, 'major_outage'), said(NOON - 2 * HOUR, 'operational')]
    const later = uptime(over, { now: NOON + 11 * HOUR })
    expect(uptime(over)).toEqual(later)
  })
})

test('months have all their days, the past ones counted to their end', () => {
  const days = daysOfMonth('2026-10', zone)
  expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([31, '2026-10-01', '2026-10-31'])
  const outage = stretchesOf(
    [said(at('2026-10-31T12:00:00Z'), 'major_outage'), said(at('2026-11-02T12:00:00Z'), 'operational')],
    [],
    NOON,
  )
  const { share, days: sums } = uptimeOf(outage, days, LONG_AGO, NOON)
  expect(sums.at(-1)?.spent).toEqual({ major_outage: 12 * HOUR })
  expect(share).toBeCloseTo(1 - 12 / (31 * 24 + 1), 12)
})

test('the days of any history add up to it, whatever the zone', () => {
  const statement = fc.record({
    ago: fc.integer({ min: 0, max: 120 * 24 * 60 }),
    status: fc.constantFrom(...STATUSES),
  })
  const zones = fc.constantFrom('UTC', 'Europe/Lisbon', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia')
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 12 }), zones, (history, where) => {
      const statements = history
        .sort((a, b) => b.ago - a.ago)
        .map(({ ago, status }) => said(NOON - ago * MINUTE, status))
      const stretches = stretchesOf(statements, [], NOON)
      const { days, share } = uptimeOf(stretches, lastDays(where, NOON), LONG_AGO, NOON)
      const from = days[0]?.startsAt ?? 0
      for (const status of STATUSES.slice(1)) {
        const whole = stretches
          .filter((one) => one.status === status)
          .reduce((sum, one) => sum + Math.max(0, one.to - Math.max(one.from, from)), 0)
        expect(days.reduce((sum, day) => sum + (day.spent[status] ?? 0), 0)).toBe(whole)
      }
      expect(days.every(({ startsAt, endsAt, spent }) => total(spent) <= endsAt - startsAt)).toBe(true)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }),
  )
})

const total = (spent: Partial<Record<Status, number>>) =>
  Object.values(spent).reduce((sum, one) => sum + one, 0)
