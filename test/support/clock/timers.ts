import type { Clocks } from './clocks.ts'

const real = { setTimeout, clearTimeout, setInterval, clearInterval }
type Callback = (...args: unknown[]) => void

/** `setTimeout` and its kin by our monotonic clock; `follow` sets pending ones anew after its speed has changed. */
export function timersOf(clocks: Clocks) {
  const pending = new Map<number, Timer>()
  let count = 0

  class Timer {
    readonly id = ++count
    private readonly run: () => void
    private readonly ms: number
    private readonly again: boolean
    private due = 0
    private held = true
    private real: NodeJS.Timeout | undefined

    constructor(callback: Callback, ms: number | undefined, args: unknown[], again: boolean) {
      this.run = () => callback(...args)
      this.ms = Math.max(1, Number(ms) || 1)
      this.again = again
      this.refresh()
    }
    refresh(): this {
      this.due = clocks.mono() + this.ms
      pending.set(this.id, this)
      this.arm()
      return this
    }
    arm(): void {
      real.clearTimeout(this.real)
      this.real = real.setTimeout(() => this.fire(), Math.ceil((this.due - clocks.mono()) / clocks.speed()))
      if (!this.held) this.real.unref()
    }
    private fire(): void {
      // Real timers count in whole milliseconds, which may be long ones here.
      if (clocks.mono() < this.due) this.arm()
      else this.strike()
    }
    private strike(): void {
      if (this.again) this.refresh()
      else pending.delete(this.id)
      this.run()
    }
    close(): this {
      real.clearTimeout(this.real)
      pending.delete(this.id)
      return this
    }
    ref(): this {
      this.held = true
      this.real?.ref()
      return this
    }
    unref(): this {
      this.held = false
      this.real?.unref()
      return this
    }
    hasRef(): boolean {
      return this.held
    }
    [Symbol.toPrimitive](): number {
      return this.id
    }
    [Symbol.dispose](): void {
      this.close()
    }
  }

  const clear = (given?: Timer | NodeJS.Timeout | number | string) => {
    if (given instanceof Timer) given.close()
    else if (typeof given === 'number' || typeof given === 'string') pending.get(Number(given))?.close()
    else real.clearTimeout(given)
  }
  return {
    follow(): void {
      for (const timer of pending.values()) timer.arm()
    },
    replacements: {
      setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) =>
        new Timer(callback, ms, args, false),
      setInterval: (callback: Callback, ms?: number, ...args: unknown[]) =>
        new Timer(callback, ms, args, true),
      clearTimeout: clear,
      clearInterval: clear,
    },
  }
}
