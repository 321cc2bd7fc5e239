import { expect, test } from 'vitest'
import { lineUp } from '#src/deliveries/line.ts'
import { type Pacer, pacer } from '#src/deliveries/pace.ts'

const SECOND = 1_000
const unlimited = { all: null, destination: null }

/** A relay that takes so many a second for one destination and answers 421 above, as simulated time passes. */
function sink(perSecond: number) {
  let second = -1
  let taken = 0
  return (at: number) => {
    if (Math.floor(at / SECOND) !== second) taken = 0
    second = Math.floor(at / SECOND)
    taken += 1
    return taken <= perSecond
  }
}

/** Sends as fast as the pacer lets, to each destination through a few connections of its own, 5 ms an answer. */
function drive(pace: Pacer, seconds: number, takes: Record<string, (at: number) => boolean>, lanes = 8) {
  const accepted: Record<string, number[]> = {}
  const flights: { at: number; destination: string; ok: boolean }[] = []
  for (let at = 0; at < seconds * SECOND; at++) {
    for (let first = flights[0]; first && first.at <= at; first = flights[0]) {
      flights.shift()
      if (first.ok) pace.accepted(first.destination, 1, at)
      else pace.throttled(first.destination, at)
    }
    for (const [destination, take] of Object.entries(takes)) {
      const busy = flights.filter((one) => one.destination === destination).length
      for (let free = lanes - busy; free > 0 && pace.ask(destination, 1, at) === 0; free--) {
        const ok = take(at)
        accepted[destination] ??= Array(seconds).fill(0)
        if (ok) (accepted[destination][Math.floor(at / SECOND)] as number) += 1
        flights.push({ at: at + 5, destination, ok })
      }
    }
    pace.breathe(at)
  }
  return (destination: string, from: number) => {
    const counts = accepted[destination]?.slice(from) ?? []
    return counts.reduce((a, b) => a + b, 0) / counts.length
  }
}

test('a destination that answers 421 above 50 a second settles just below; the others keep their rate', () => {
  const free = drive(pacer(unlimited), 60, { other: () => true })
  const rate = drive(pacer(unlimited), 60, { slow: sink(50), other: () => true })
  expect(rate('slow', 5)).toBeGreaterThanOrEqual(40)
  expect(rate('slow', 5)).toBeLessThanOrEqual(50)
  expect(rate('other', 0)).toBeGreaterThanOrEqual(0.95 * free('other', 0))
})

test('a destination that takes more again is found out within a minute', () => {
  const generous = sink(500)
  const strict = sink(20)
  const rate = drive(pacer(unlimited), 90, { slow: (at) => (at < 20 * SECOND ? strict : generous)(at) }, 64)
  expect(rate('slow', 80)).toBeGreaterThan(250)
})

test('a burst of refusals halves once a second at most', () => {
  const pace = pacer(unlimited)
  for (let at = 0; at < SECOND; at += 10) pace.accepted('gmail', 1, at)
  const first = pace.throttled('gmail', SECOND)
  for (let i = 0; i < 50; i++) pace.throttled('gmail', SECOND + i)
  expect(first).toBeCloseTo(50, 0)
  expect(pace.rateOf('gmail')).toBe(first)
  expect(pace.throttled('gmail', 2 * SECOND)).toBeLessThan(first)
})

test('what the operator allows is kept in any two seconds, in segments too, and never burst after a rest', () => {
  for (const weight of [1, 2]) {
    const pace = pacer({ all: 100, destination: null })
    const begun: number[] = []
    for (let at = 0; at < 20 * SECOND; at++) {
      if (at > 5 * SECOND && at < 12 * SECOND) continue
      while (pace.wait(at) <= 0) {
        pace.count(weight, at)
        begun.push(at)
      }
    }
    for (const from of begun) {
      const within = begun.filter((at) => at >= from && at < from + 2 * SECOND)
      expect(within.length * weight).toBeLessThanOrEqual(204)
    }
    expect(begun.length * weight).toBeGreaterThan(1_250)
  }
})

test('a limit for each destination holds one and lets the others pass', () => {
  const pace = pacer({ all: null, destination: 2 })
  expect(pace.ask('a.test', 1, 0)).toBe(0)
  expect(pace.ask('a.test', 1, 0)).toBeGreaterThan(400)
  expect(pace.ask('b.test', 1, 0)).toBe(0)
  expect(pace.ask('a.test', 1, 500)).toBe(0)
})

test('places are given out one after the other at the rate, and an incident never queues behind a release', () => {
  const pace = pacer({ all: null, destination: 10 }, () => 0.5)
  const releases = Array.from({ length: 100 }, () => pace.book('slow', 3, 1, 0))
  expect(releases.slice(0, 3)).toEqual([1_000, 1_100, 1_200])
  expect(releases.at(-1)).toBe(10_900)
  expect(pace.book('slow', 1, 1, 0)).toBe(1_000)
})

test('nobody is put off for hours: behind a far horizon one is looked at again', () => {
  const pace = pacer({ all: null, destination: 1 }, () => 1)
  const places = Array.from({ length: 5_000 }, () => pace.book('slow', 3, 1, 0))
  expect(Math.max(...places)).toBeLessThanOrEqual(1_350_000)
})

test('a million destinations are not remembered', () => {
  const pace = pacer({ all: null, destination: 5 })
  for (let i = 0; i < 40_000; i++) {
    pace.ask(`d${i}.test`, 1, i)
    pace.breathe(i)
  }
  expect(pace.size()).toBeLessThan(12_000)
})

test('as time does not go backwards here, a learned rate is kept until long after the last mail', () => {
  const pace = pacer(unlimited)
  pace.accepted('slow', 1, 0)
  pace.throttled('slow', 10)
  pace.breathe(60 * SECOND)
  expect(pace.rateOf('slow')).toBeLessThan(10)
  pace.breathe(3_600 * SECOND)
  expect(pace.rateOf('slow')).toBe(Number.POSITIVE_INFINITY)
})

interface Row {
  priority: number
  destination: string
  weight: number
  id: number
}
let id = 0
const row = (priority: number, destination = 'a.test'): Row => ({
  priority,
  destination,
  weight: 1,
  id: ++id,
})

test('an incident takes at least four fifths of the line from a release, which still moves', () => {
  const line = lineUp<Row>(pacer(unlimited), () => {})
  for (let i = 0; i < 400; i++) line.push(row(3))
  for (let i = 0; i < 400; i++) line.push(row(1))
  const taken = Array.from({ length: 200 }, () => line.next(0) as Row)
  const urgent = taken.filter(({ priority }) => priority === 1).length
  expect(taken[0]?.priority).toBe(1)
  expect(urgent).toBeGreaterThanOrEqual(160)
  expect(urgent).toBeLessThan(200)
})

test('hundreds of account mails, closures and releases all move while an incident is told', () => {
  const line = lineUp<Row>(pacer(unlimited), () => {})
  for (const priority of [3, 2, 1, 0]) for (let i = 0; i < 100; i++) line.push(row(priority))
  const taken = Array.from({ length: 100 }, () => (line.next(0) as Row).priority)
  const counts = [0, 1, 2, 3].map((level) => taken.filter((one) => one === level).length)
  expect(Math.min(...counts)).toBeGreaterThan(3)
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBeGreaterThan(80)
})

test('what a slow destination must wait for lets the others pass; beyond a second it does not wait here', () => {
  const later: Row[] = []
  const line = lineUp<Row>(pacer({ all: null, destination: 5 }), (one) => later.push(one))
  for (let i = 0; i < 20; i++) line.push(row(3, 'slow.test'))
  const other = row(3, 'quick.test')
  line.push(other)
  expect((line.next(0) as Row).destination).toBe('slow.test')
  expect(line.next(0)).toBe(other)
  expect(line.next(0)).toBeGreaterThan(0)
  expect(later).toHaveLength(14)
  let gone = 0
  for (let at = 1; at <= 1_000; at++) while (typeof line.next(at) === 'object') gone += 1
  expect(gone).toBe(5)
})

test('an incident goes before what already waits for the same destination', () => {
  const line = lineUp<Row>(pacer({ all: null, destination: 4 }), () => {})
  for (let i = 0; i < 3; i++) line.push(row(3))
  line.next(0)
  line.next(0)
  const urgent = row(1)
  line.push(urgent)
  line.next(1)
  expect(line.next(250)).toBe(urgent)
})

test('what is taken out is gone from the line and from those set aside', () => {
  const line = lineUp<Row>(pacer({ all: null, destination: 40 }), () => {})
  for (let i = 0; i < 4; i++) line.push(row(3))
  for (let i = 0; i < 4; i++) line.push(row(1))
  line.next(0)
  line.next(0)
  const out = line.remove(({ priority }) => priority === 3)
  expect(out.length + [...line.all()].length).toBe(7)
  expect([...line.all()].every(({ priority }) => priority === 1)).toBe(true)
})
