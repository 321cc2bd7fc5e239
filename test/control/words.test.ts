import { describe, expect, test } from 'vitest'
import type { Channel } from '#src/channels/channel.ts'
import { DELIVERY_STATES, type DeliveryState, type Tally } from '#src/deliveries/delivery.ts'
import {
  durationInWords,
  loadInWords,
  speedInWords,
  speedOf,
  withSample,
} from '#src/deliveries/pace-words.ts'
import { progressOf } from '#src/deliveries/progress.ts'
import { meaningOf } from '#src/ui/staff/meanings.ts'
import { phaseLook, phaseWord, questionInWords } from '#src/ui/staff/telling-words.ts'
import { NOON } from '#test/support/makers.ts'

const NONE = Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])) as Tally

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

  test('trying again is not offered for those who are not written to any more', () => {
    const isGone = (channel: Channel, code: string, state: 'failed' | 'retry' | 'expired' = 'failed') =>
      meaningOf({ channel, state, code }).gone
    for (const code of ['550 5.1.1', '550 5.1.2', '550 5.1.10', '550 5.2.1'])
      expect([code, isGone('email', code)]).toEqual([code, true])
    for (const code of ['552 5.2.2', '550 5.7.1', '554', '552 5.3.4'])
      expect([code, isGone('email', code)]).toEqual([code, false])
    expect([isGone('sms', '21610'), isGone('sms', '30006'), isGone('sms', '30003')]).toEqual([
      true,
      true,
      false,
    ])
    expect([isGone('email', '550 5.1.1', 'retry'), isGone('email', '550 5.1.1', 'expired')]).toEqual([
      false,
      false,
    ])
  })
})

describe('what is over', () => {
  const over = (byState: Partial<Record<DeliveryState, number>>) => {
    const tally = { ...NONE, ...byState }
    const ended = {
      hold_until: 0,
      expanded_at: 1,
      paused_at: null,
      pause_reason: null,
      cancelled_at: null,
      done_at: 1,
    }
    const progress = progressOf(ended, { email: tally, sms: NONE }, NOON)
    return [phaseLook(progress).tone, phaseWord(progress)]
  }

  test('is green only where nobody was missed, and says how many were', () => {
    expect(over({ sent: 9, superseded: 1 })).toEqual(['good', 'Everybody has been told'])
    expect(over({ sent: 9, failed: 1 })).toEqual(['minor', 'Done; 1 was not reached'])
    expect(over({ sent: 9, failed: 1_200, expired: 1 })).toEqual(['minor', 'Done; 1,201 were not reached'])
    expect(over({ failed: 2 })).toEqual(['critical', 'Done; nobody was reached'])
    expect(over({ suppressed: 2 })).toEqual(['quiet', 'Nobody was told by this'])
    expect(over({})).toEqual(['quiet', 'Nobody was subscribed to this'])
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
