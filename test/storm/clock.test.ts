import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { type MovableClock, movableClock } from '#test/support/clock/clock.ts'
import { until } from '#test/support/until.ts'

const HOUR = 3_600_000
const PROGRAM = `
  const began = { wall: Date.now(), mono: performance.now(), hr: process.hrtime.bigint() }
  const say = (what) => console.log(JSON.stringify({
    what, wall: Date.now(), date: new Date().getTime(),
    mono: performance.now() - began.mono, hr: Number(process.hrtime.bigint() - began.hr) / 1e6,
  }))
  const kept = setTimeout(() => say('cleared timer'), 600_000)
  clearTimeout(Number(kept))
  setTimeout(say, ${HOUR}, 'an hour')
  setInterval(say, 1_000, 'tick').unref()
  process.stdin.resume()
  say('begun')`

interface Said {
  what: string
  wall: number
  date: number
  mono: number
  hr: number
}

const opened: { end: () => void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.end()
})

function living(at: number): { clock: MovableClock; said: Said[] } {
  const clock = movableClock(at)
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    env: { ...process.env, ...clock.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said: Said[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)))
  opened.push({
    end() {
      child.kill('SIGKILL')
      void once(child, 'exit')
      clock.remove()
    },
  })
  return { clock, said }
}

const AT = Date.parse('2026-10-25T00:30:00Z')

test('a process lives by the clock it is given, and runs at its own pace until told otherwise', async () => {
  const { said, clock } = living(AT)
  const [first] = await until(() => said.length > 0 && said, 'a first word')
  expect(first?.wall).toBeGreaterThanOrEqual(AT)
  expect(first?.wall).toBeLessThanOrEqual(clock.now())
  expect(Math.abs((first?.wall ?? 0) - (first?.date ?? 0))).toBeLessThan(100)
})

test('a step moves the wall clock and nothing else', async () => {
  const { said, clock } = living(AT)
  await until(() => said.length > 0, 'a first word')
  clock.step(HOUR)
  const after = await until(() => said.find((one) => one.wall >= AT + HOUR), 'the step to be noticed')
  expect(after.mono).toBeLessThan(HOUR / 2)
  expect(after.hr).toBeLessThan(HOUR / 2)
  expect(said.map((one) => one.what)).not.toContain('an hour')
  clock.step(-2 * HOUR)
  await until(() => said.find((one) => one.wall < AT), 'the step back to be noticed')
})

test('speed lets timers and both clocks run ahead together, those that were set before too', async () => {
  const { said, clock } = living(AT)
  await until(() => said.length > 0, 'a first word')
  clock.speed(2_000)
  const hour = await until(() => said.find((one) => one.what === 'an hour'), 'an hour to pass')
  expect(hour.wall).toBeGreaterThanOrEqual(AT + HOUR)
  expect(hour.mono).toBeGreaterThanOrEqual(HOUR)
  expect(hour.hr).toBeGreaterThanOrEqual(HOUR)
  expect(said.map((one) => one.what)).not.toContain('cleared timer')
})
