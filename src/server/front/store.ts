import type { Touch } from '#db/queries/changes.ts'
import { type Answer, sizeOf } from './pack.ts'

export interface Entry {
  answer: Answer
  touches: Touch[]
  /** From then on it has to be drawn anew, in ms. */
  until: number
  drawnAt: number
  /** Whether it is true; what is not is kept for the time when it cannot be drawn. */
  fresh: boolean
  /** It could not be drawn: that is not tried before this instant. */
  again: number
  /** Whether anybody asked for it since room was last made. */
  asked: boolean
  size: number
}

export const LIMITS = { entries: 5_000, bytes: 64 * 1024 * 1024 }

/** Answers by their keys, in bounded memory. */
export class Store {
  readonly #entries = new Map<string, Entry>()
  readonly #limits: typeof LIMITS
  #bytes = 0

  constructor(limits = LIMITS) {
    this.#limits = limits
  }

  /** What is true now, or undefined. */
  fresh(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (!entry?.fresh) return undefined
    if (entry.until <= Date.now()) {
      entry.fresh = false
      return undefined
    }
    entry.asked = true
    return entry
  }

  /** The last good copy, true or not. */
  last(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  keep(key: string, entry: Omit<Entry, 'asked' | 'again' | 'size'>): Entry {
    this.forget(key)
    const kept = { ...entry, again: 0, asked: false, size: sizeOf(entry.answer) + 2 * key.length }
    this.#entries.set(key, kept)
    this.#bytes += kept.size
    this.#makeRoom()
    return kept
  }

  forget(key: string): void {
    this.#bytes -= this.#entries.get(key)?.size ?? 0
    this.#entries.delete(key)
  }

  /** What hangs on one of these is no longer true; null: nothing is. */
  drop(touches: Touch[] | null): void {
    for (const entry of this.#entries.values())
      if (falls(entry.touches, touches)) Object.assign(entry, { fresh: false, again: 0 })
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.#entries.size, bytes: this.#bytes }
  }

  /** The oldest goes, unless somebody asked for it since it was last looked at. */
  #makeRoom(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return
      this.#entries.delete(key)
      if (entry.asked) this.#entries.set(key, Object.assign(entry, { asked: false }))
      else this.#bytes -= entry.size
    }
  }
}

/** Whether an answer that hangs on `touches` falls by these changes; null: by anything. */
export function falls(touches: Touch[], changed: Touch[] | null): boolean {
  if (changed === null || changed.includes('page')) return true
  return touches.some((one) => changed.includes(one))
}
