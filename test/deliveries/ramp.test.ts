import { expect, test } from 'vitest'
import { dayOf, nextDay, rampBudget } from '#src/deliveries/ramp.ts'

test('a new domain begins with 200 mails and never more than doubles from one day to the next', () => {
  const days = Array.from({ length: 30 }, (_, i) =>
    rampBudget('2026-11-22', Temporal.PlainDate.from('2026-11-22').add({ days: i }).toString()),
  )
  expect(days.slice(0, 4)).toEqual([200, 400, 800, 1_600])
  for (const [i, budget] of days.entries()) {
    const before = days[i - 1] ?? budget
    expect(budget / before).toBeLessThanOrEqual(2)
    if (before > 100_000) expect(budget / before).toBeLessThanOrEqual(1.51)
    if (before > 400_000) expect(budget / before).toBeLessThanOrEqual(1.26)
    if (i) expect(budget).toBeGreaterThan(before)
  }
  expect(rampBudget('2026-11-22', '2026-12-22')).toBe(Number.POSITIVE_INFINITY)
})

test('before the day that was named the first day’s budget holds', () => {
  expect(rampBudget('2026-11-22', '2026-11-20')).toBe(200)
})

test('a day is that of the page’s zone, and the next one begins there at midnight, clock changes included', () => {
  const late = Date.parse('2026-11-22T23:30:00Z')
  expect(dayOf(late, 'Europe/Lisbon')).toBe('2026-11-22')
  expect(dayOf(late, 'Asia/Tokyo')).toBe('2026-11-23')
  expect(nextDay(late, 'Europe/Lisbon')).toBe(Date.parse('2026-11-23T00:00:00Z'))
  // The clocks go back on this day, which has 25 hours.
  expect(nextDay(Date.parse('2026-10-25T00:30:00+01:00'), 'Europe/Lisbon')).toBe(
    Date.parse('2026-10-26T00:00:00Z'),
  )
})
