import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A wall clock at one real instant, and how fast it runs from there on. */
export interface ClockState {
  /** Real milliseconds since the epoch at which this was set. */
  real: number
  /** What the clock showed then. */
  shown: number
  speed: number
}

export const showing = ({ real, shown, speed }: ClockState, at: number) => shown + (at - real) * speed

export interface MovableClock {
  /** For the environment of processes that shall live by this clock; they may be started and ended at will. */
  env: { NODE_OPTIONS: string; CANDOR_CLOCK: string }
  /** What it shows now. */
  now(): number
  /** Sets the wall clock forward (or back) at once; timers and monotonic clocks do not notice, as on a real machine. */
  step(ms: number): void
  /** Sets the wall clock to an instant. */
  set(to: number): void
  /** Lets all time pass `times` as fast: wall clock, monotonic clocks and timers alike. 1 is real time. */
  speed(times: number): void
  remove(): void
}

/**
 * A clock for other processes that can be stepped and sped up while they run. They notice within some 20 real
 * milliseconds. What lies below JavaScript stays real: sockets' idle times, file times, the database server's own clock.
 */
export function movableClock(at = Date.now()): MovableClock {
  const folder = mkdtempSync(join(tmpdir(), 'candor-clock-'))
  const file = join(folder, 'clock.json')
  let state: ClockState = { real: Date.now(), shown: at, speed: 1 }
  const now = () => Math.floor(showing(state, Date.now()))
  const change = (next: Partial<ClockState>) => {
    const real = Date.now()
    state = { ...state, real, shown: showing(state, real), ...next }
    // Renamed into place: a process that starts just now never reads half of it.
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  }
  change({})
  const preload = new URL('./preload.ts', import.meta.url).href
  return {
    env: { NODE_OPTIONS: `--import=${preload}`, CANDOR_CLOCK: file },
    now,
    step: (ms) => change({ shown: now() + ms }),
    set: (to) => change({ shown: to }),
    speed: (times) => change({ speed: times }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
