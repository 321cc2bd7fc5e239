import { type ClockState, showing } from './clock.ts'

export interface Clocks {
  /** Milliseconds since the epoch, as this process shall believe. */
  wall(): number
  /** Milliseconds since it began: runs faster with the clock's speed and never jumps. */
  mono(): number
  speed(): number
  follow(state: ClockState): void
}

/** Wall and monotonic clock by a state that may change, on top of the real ones. */
export function clocksOf(first: ClockState, real: { wall: () => number; mono: () => number }): Clocks {
  let state = first
  let from = { real: real.mono(), shown: real.mono() }
  const mono = () => from.shown + (real.mono() - from.real) * state.speed
  return {
    wall: () => showing(state, real.wall()),
    mono,
    speed: () => state.speed,
    follow(next) {
      from = { shown: mono(), real: real.mono() }
      state = next
    },
  }
}
