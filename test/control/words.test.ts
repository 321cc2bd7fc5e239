import { describe, expect, test } from 'vitest'
import {
  durationInWords,
  loadInWords,
  speedInWords,
  speedOf,
  withSample,
} from '#src/deliveries/pace-words.ts'
import { meaningOf } from '#src/ui/staff/meanings.ts'
import { questionInWords } from '#src/ui/staff/telling-words.ts'
import { NOON } from '#test/support/makers.ts'

describe('speed and time left', () => {
  test('are of the last ten seconds, and unknown before there is one', () => {
    expect(speedOf([])).toBeNull()
    expect(
      speedOf([
        { at: 0, sent: 5 },
        { at: 500, sent: 9 },
      ]),
    ).toBeNull()
    let samples: { at: number; sent: number }[] = []
    for (let second = 0; second <= 30; second++)
      samples = withSample(samples, {
        at: second * 1_000,
        sent: second < 15 ? second * 100 : 1_500 + (second - 15) * 4,
      })
    expect(samples).toHaveLength(11)
    expect(speedOf(samples)).toBe(4)
  })

  test('read as people say them', () => {
    expect([1_600, 160.4, 2.5, 3, 0.2, 0.001].map(speedInWords)).toEqual([
      '1,600 a second',
      '160 a second',
      '2.5 a second',
      '3 a second',
      '12 a minute',
      '1 a minute',
    ])
    const lefts = [30, 80, 240, 5_000, 7_800, 10_020, 400_000].map((seconds) =>
      durationInWords(seconds * 10, 10),
    )
    expect(lefts).toEqual([
      'less than a minute',
      'about a minute',
      'about 4 minutes',
      'about 83 minutes',
      'about 2 h 10 min',
      'about 2 h 50 min',
      'about 5 days',
    ])
    expect(loadInWords(214, 2, 1)).toBe('214 people, 428 segments in all: about 7 minutes at 1 a second.')
    expect(loadInWords(1_000_000, 1, 100)).toContain('about 2 h 50 min at 100 a second')
    expect(loadInWords(1, 1, null)).toBe('1 person, 1 segment in all.')
  })
})

describe('a reason in plain words', () => {
  test.each([
    ['email', 'failed', '550 5.1.1', /does not exist/, false],
    ['email', 'failed', '552 5.2.2', /full/, true],
    ['email', 'failed', '550 5.7.1', /policy/, true],
    ['email', 'failed', '550 5.4.4', /cannot be reached/, true],
    ['email', 'failed', '554', /^Refused$/, true],
    ['email', 'failed', null, /^Refused$/, true],
    ['email', 'retry', '451 4.3.2', /fault/, false],
    ['email', 'unknown', null, /no answer/, false],
    ['sms', 'failed', '30006', /no text messages/, false],
    ['sms', 'failed', '30003', /switched off/, true],
    ['sms', 'failed', '99999', /^Refused$/, true],
    ['sms', 'expired', '30036', /Too old/, true],
  ] as const)('%s, %s, %s', (channel, state, code, words, again) => {
    const meaning = meaningOf({ channel, state, code })
    expect(meaning.what).toMatch(words)
    expect(meaning.again).toBe(again)
  })
})

test('only what was put aside by itself asks, and only while it can be answered', () => {
  const aside = { created_at: NOON - 3 * 3_600_000, paused_at: NOON, cancelled_at: null, done_at: null }
  const ask = (changes: object) =>
    questionInWords({ ...aside, pause_reason: 'stale', ...changes }, 12_301, NOON)
  expect(ask({})).toEqual({
    what: 'This was written 3 h ago and 12,301 people have not been told.',
    ask: 'Nothing could be sent meanwhile. Send it now, or leave it?',
  })
  expect(ask({ pause_reason: 'restored' })?.ask).toMatch(/restored from a copy/)
  expect(ask({ pause_reason: 'rates' })?.what).toMatch(/came back/)
  for (const changes of [{ pause_reason: 'staff' }, { paused_at: null }, { cancelled_at: 1 }, { done_at: 1 }])
    expect(ask(changes)).toBeUndefined()
})
