import { expect, test } from 'vitest'
import { breaker } from '#src/deliveries/breaker.ts'
import { retryBudget } from '#src/deliveries/retry-budget.ts'

const MINUTE = 60_000

test('a relay that is down is tried by one at a time, ever more rarely, and everybody goes again at the first answer', () => {
  const relay = breaker(() => 0.99)
  expect(relay.lets(8, 0)).toBe(8)
  const waits: number[] = []
  let at = 0
  for (let i = 0; i < 9; i++) {
    const wait = relay.failed(at, at + 5) ?? 0
    waits.push(wait)
    expect(relay.lets(8, at + 5 + wait - 1)).toBe(0)
    at += 5 + wait
    expect(relay.lets(8, at)).toBe(1)
  }
  expect(waits[0]).toBeLessThanOrEqual(1_000)
  expect(waits.at(-1)).toBeLessThanOrEqual(60_000)
  expect(waits.at(-1)).toBeGreaterThan(50_000)
  expect(relay.answered()).toBe(true)
  expect(relay.lets(8, at)).toBe(8)
})

test('those that were on their way when it went down do not make the wait longer', () => {
  const relay = breaker(() => 0.5)
  const wait = relay.failed(0, 100) ?? 0
  for (let i = 0; i < 7; i++) expect(relay.failed(50, 101 + i)).toBeUndefined()
  expect(relay.failed(50, 100 + wait + 1)).toBeUndefined()
  expect(relay.lets(8, 100 + wait)).toBe(1)
})

test('a storm of refusals leaves nine tenths of the line to first attempts, and is done when those are', () => {
  const budget = retryBudget()
  let retries = 0
  for (let at = 0; at < 3 * MINUTE; at += 10) {
    budget.first(at)
    if (budget.allows(at)) retries += 1
  }
  expect(retries).toBeLessThanOrEqual(0.11 * 18_000 + 20)
  expect(retries).toBeGreaterThan(0.08 * 18_000)
  let after = 0
  for (let at = 3 * MINUTE; at < 4 * MINUTE; at += 10) if (budget.allows(at)) after += 1
  expect(after).toBeGreaterThan(5_000)
})

test('a few retries of a small list wait for nobody', () => {
  const budget = retryBudget()
  budget.first(0)
  expect(budget.allows(1)).toBe(true)
  expect(budget.allows(2)).toBe(true)
})
