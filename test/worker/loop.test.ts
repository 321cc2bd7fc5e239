import { expect, test } from 'vitest'
import { loop } from '#src/worker/loop.ts'
import { until } from '#test/support/until.ts'

const NEVER = 3_600_000
const unexpected = (error: unknown) => {
  throw error
}

test('works on at once while there is something to do, then sleeps until it is woken', async () => {
  let rounds = 0
  const one = loop(async () => ++rounds % 3, { idleMs: NEVER, onFault: unexpected })
  await until(() => rounds === 3)
  one.wake()
  await until(() => rounds === 6)
  await one.stop()
  expect(rounds).toBe(6)
})

test('a call that comes while it works is not lost', async () => {
  let rounds = 0
  const gate = Promise.withResolvers<void>()
  const one = loop(
    async () => {
      rounds += 1
      if (rounds === 1) await gate.promise
    },
    { idleMs: NEVER, onFault: unexpected },
  )
  one.wake()
  gate.resolve()
  await until(() => rounds === 2)
  await one.stop()
})

test('says what went wrong and goes on', async () => {
  let rounds = 0
  const faults: unknown[] = []
  const one = loop(
    async () => {
      rounds += 1
      if (rounds < 3) throw new Error(`round ${rounds}`)
    },
    { idleMs: NEVER, faultMs: 1, onFault: (error) => faults.push(error) },
  )
  await until(() => rounds === 3)
  await one.stop()
  expect(faults.map(String)).toEqual(['Error: round 1', 'Error: round 2'])
})

test('stopping waits for the round under way, and there is no other', async () => {
  let rounds = 0
  const gate = Promise.withResolvers<void>()
  const one = loop(
    async () => {
      rounds += 1
      await gate.promise
      return 1
    },
    { idleMs: NEVER, onFault: unexpected },
  )
  let stopped = false
  const stopping = one.stop().then(() => {
    stopped = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(stopped).toBe(false)
  gate.resolve()
  await stopping
  one.wake()
  expect(rounds).toBe(1)
})

test('does not keep timers and signals waiting, however much there is to do', async () => {
  const one = loop(async () => 1, { idleMs: NEVER, onFault: unexpected })
  await new Promise((resolve) => setTimeout(resolve, 1))
  await one.stop()
})
