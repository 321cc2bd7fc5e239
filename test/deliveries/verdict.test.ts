import { describe, expect, test } from 'vitest'
import type { DeliveryRow } from '#db/schema.ts'
import type { Outcome } from '#src/channels/channel.ts'
import { recipientWait, relayWait, throttleWait } from '#src/deliveries/backoff.ts'
import { verdictOf } from '#src/deliveries/verdict.ts'
import { NOON } from '#test/support/makers.ts'

const MINUTE = 60_000
const claimed = (changes: Partial<DeliveryRow> = {}): DeliveryRow => ({
  announcement_id: 1,
  subscriber_id: 1,
  channel: 'email',
  state: 'claimed',
  attempts: 0,
  due_at: NOON - 5,
  first_at: NOON,
  sent_at: null,
  claim: 1,
  looks: null,
  provider_id: null,
  outcome: null,
  code: null,
  answer: null,
  digest_id: null,
  ...changes,
})
const refusal = (changes: Partial<Extract<Outcome, { result: 'retry' }>> = {}): Outcome => ({
  result: 'retry',
  fault: 'recipient',
  code: '450',
  answer: 'greylisted',
  ...changes,
})

describe('what an outcome means for the ledger', () => {
  test('sent is written with the instant and the carrier’s id', () => {
    const { change } = verdictOf(claimed(), { result: 'sent', providerId: 'SM1' }, NOON, 0)
    expect(change).toMatchObject({ state: 'sent', sent_at: NOON, provider_id: 'SM1', attempts: 1 })
  })

  test('a relay that cannot be reached costs nobody an attempt and stops the channel', () => {
    const verdict = verdictOf(claimed(), refusal({ fault: 'relay' }), NOON, 0)
    expect(verdict).toMatchObject({ change: { state: 'pending', due_at: NOON - 5 }, relayDown: true })
    expect(verdict.change.attempts).toBeUndefined()
  })

  test('a fault of our account pauses the channel, says why, and costs nobody an attempt', () => {
    const verdict = verdictOf(claimed({ attempts: 2 }), refusal({ fault: 'account', code: '20003' }), NOON, 0)
    expect(verdict.change).toEqual({ state: 'retry', due_at: NOON - 5 })
    expect(verdict.pause).toMatchObject({ tellStaff: true, reason: expect.stringContaining('20003') })
  })

  test('a throttled mail waits alone; a throttled text message holds all text messages', () => {
    expect(verdictOf(claimed(), refusal({ fault: 'throttle' }), NOON, 0).pause).toBeUndefined()
    const sms = verdictOf(
      claimed({ channel: 'sms' }),
      refusal({ fault: 'throttle', afterMs: 7_000 }),
      NOON,
      0,
    )
    expect(sms.pause?.until).toBe(NOON + 7_000)
    expect(sms.change).toMatchObject({ state: 'retry', due_at: NOON + 7_000 })
    expect(sms.change.attempts).toBeUndefined()
  })

  test('a temporary refusal is tried after 1, 5, 15, 30, 60 minutes, then hourly, and fails after a day', () => {
    const waits = [0, 1, 2, 3, 4, 5].map((attempts) => {
      const { change } = verdictOf(claimed({ attempts }), refusal(), NOON, 0)
      expect(change.state).toBe('retry')
      return ((change.due_at ?? 0) - NOON) / MINUTE
    })
    expect(waits).toEqual([1, 5, 15, 30, 60, 60])
    const old = claimed({ attempts: 9, first_at: NOON - 23.5 * 60 * MINUTE })
    expect(verdictOf(old, refusal(), NOON, 0).change).toMatchObject({ state: 'failed', code: '450' })
  })

  test('the table may allow fewer tries', () => {
    expect(verdictOf(claimed({ attempts: 0 }), refusal({ tries: 2, afterMs: 1 }), NOON, 0).change.state).toBe(
      'retry',
    )
    expect(verdictOf(claimed({ attempts: 1 }), refusal({ tries: 2, afterMs: 1 }), NOON, 0).change.state).toBe(
      'failed',
    )
  })

  test('an unanswered mail waits ten minutes, an unanswered text message is looked for after two', () => {
    const unknown: Outcome = { result: 'unknown', code: 'ECONNRESET', answer: 'closed' }
    expect(verdictOf(claimed(), unknown, NOON, 0).change).toMatchObject({
      state: 'unknown',
      due_at: NOON + 10 * MINUTE,
    })
    expect(verdictOf(claimed({ channel: 'sms' }), unknown, NOON, 0).change.due_at).toBe(NOON + 2 * MINUTE)
  })
})

describe('waits', () => {
  test('grow, stay within their bounds, and carry jitter where many would knock together', () => {
    expect(recipientWait(99)).toBe(60 * MINUTE)
    expect(relayWait(1, 0.999)).toBeLessThanOrEqual(1_000)
    expect(relayWait(50, 0.999)).toBeLessThanOrEqual(60_000)
    expect(relayWait(50, 0)).toBeGreaterThan(0)
    expect(throttleWait(0, 0)).toBe(15_000)
    expect(throttleWait(0, 1)).toBe(30_000)
    expect(throttleWait(99, 1)).toBe(15 * MINUTE)
  })
})
