import { describe, expect, test } from 'vitest'
import { DELIVERY_STATES, type Tally } from '#src/deliveries/delivery.ts'
import { progressInWords, progressOf, rateOf } from '#src/deliveries/progress.ts'
import { maskAddress } from '#src/subscribers/mask.ts'
import { publishLabel } from '#src/ui/staff/words.ts'
import { NOON } from '#test/support/makers.ts'

const tallyOf = (changes: Partial<Tally>): Tally =>
  ({ ...Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])), ...changes }) as Tally
const running = {
  hold_until: NOON,
  expanded_at: NOON,
  paused_at: null,
  pause_reason: null,
  cancelled_at: null,
  done_at: null,
}
const tallies = { email: tallyOf({ sent: 900, failed: 3, retry: 7 }), sms: tallyOf({ sent: 40, unknown: 1 }) }

describe('the progress of an announcement', () => {
  test('counts every recipient once, whatever has become of them', () => {
    const progress = progressOf(running, tallies, NOON)
    expect(progress).toMatchObject({ phase: 'sending', recipients: 951, sent: 940, open: 8 })
    expect(Object.values(progress.byState).reduce((sum, count) => sum + count)).toBe(progress.recipients)
    expect(progressInWords(progress)).toBe('940 of 951 have been told; 8 are on their way.')
  })

  test.each([
    [{ hold_until: NOON + 4_200, expanded_at: null }, 'held', /^12 people will be told\. .* in 5 s/],
    [{ expanded_at: null }, 'gathering', /^Gathering/],
    [{ paused_at: NOON, pause_reason: 'staff' }, 'paused', /^Held after 940 of 951/],
    [{ paused_at: NOON, pause_reason: 'stale' }, 'paused', /^Put aside after 940 of 951/],
    [{ cancelled_at: NOON, done_at: NOON }, 'stopped', /^Stopped by staff after 940/],
    [{ done_at: NOON }, 'done', /^940 of 951 have been told; 3 could not be reached\.$/],
  ])('says what %o means', (changes, phase, words) => {
    const progress = progressOf({ ...running, ...changes }, tallies, NOON)
    expect(progress.phase).toBe(phase)
    expect(progressInWords(progress, 12)).toMatch(words)
  })

  test('knows no rate before there are two', () => {
    expect(rateOf(undefined)).toBeNull()
    expect(rateOf({ first: NOON, last: NOON, sent: 5 })).toBeNull()
    expect(rateOf({ first: NOON, last: NOON + 2_000, sent: 101 })).toBe(50)
  })
})

test('addresses are masked so that nobody can be written to by them', () => {
  expect(maskAddress('ana.reis@example.com')).toBe('a•••@example.com')
  expect(maskAddress('+14155550042')).toBe('+1••••••0042')
  expect(maskAddress('12345')).toBe('•••')
})

test('the button says how many people it tells, and never more than it knows', () => {
  expect(publishLabel(12_301, true, true)).toBe('Publish and tell 12,301 people')
  expect(publishLabel(1, true, false)).toBe('Publish and tell up to 1 person')
  expect(publishLabel(0, true, true)).toContain('nobody')
  expect(publishLabel(0, false, true)).toBe('Publish and tell those ticked')
})
