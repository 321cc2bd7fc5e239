// Read before everything else by a process that lives by a clock of ours (see clock.ts): replaces the wall clock, the
// monotonic clocks and the timers of JavaScript by ones that run as the file named in CANDOR_CLOCK says.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { ClockState } from './clock.ts'
import { clocksOf } from './clocks.ts'
import { timersOf } from './timers.ts'

const LOOK_MS = 20
const file = process.env.CANDOR_CLOCK
const realEvery = setInterval
const read = () => JSON.parse(readFileSync(String(file), 'utf8')) as ClockState

if (file) {
  const clocks = clocksOf(read(), { wall: Date.now, mono: performance.now.bind(performance) })
  const timers = timersOf(clocks)
  replaceClocks()
  Object.assign(globalThis, timers.replacements)
  let said = ''
  realEvery(() => {
    const text = readFileSync(file, 'utf8')
    if (text === said) return
    said = text
    clocks.follow(JSON.parse(text))
    timers.follow()
  }, LOOK_MS).unref()

  function replaceClocks(): void {
    const RealDate = Date
    const MovedDate = function (this: unknown, ...args: unknown[]) {
      if (!new.target) return new RealDate(clocks.wall()).toString()
      return Reflect.construct(RealDate, args.length ? args : [clocks.wall()], new.target)
    }
    Object.defineProperties(MovedDate, Object.getOwnPropertyDescriptors(RealDate))
    Object.assign(MovedDate, { now: () => Math.floor(clocks.wall()) })
    RealDate.prototype.constructor = MovedDate
    globalThis.Date = MovedDate as unknown as DateConstructor
    performance.now = clocks.mono
    const nanoseconds = () => BigInt(Math.round(clocks.mono() * 1e6))
    const hrtime = (since?: [number, number]): [number, number] => {
      const at = nanoseconds() - (since ? BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]) : 0n)
      return [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)]
    }
    process.hrtime = Object.assign(hrtime, { bigint: nanoseconds })
  }
}
