import type { Pacer } from './pace.ts'
import { PATIENCE_MS } from './pace.ts'

/** What has to be known of one that waits. */
export interface InLine {
  /** 0 account mail, 1 incident, 2 closure, 3 release. */
  priority: number
  destination: string
  weight: number
}

interface Parked<T> {
  rows: T[]
  weight: number
  at: number
}

const URGENT = [
  [0, 1, 2, 3],
  [1, 0, 2, 3],
]
const RARE = [
  [3, 2, 1, 0],
  [2, 3, 1, 0],
]
/** One in so many goes to the least urgent, so that a release still moves while an incident is told (F9). */
const CYCLE = 8

/**
 * What was claimed and has not begun, in the order in which it is to begin: account mail and incidents first, by turns.
 * What its destination does not take yet is set aside for a second at most and lets others pass; what would have to wait
 * longer goes to `overflow`.
 */
export function lineUp<T extends InLine>(pacer: Pacer, overflow: (one: T) => void) {
  const waiting: T[][] = [[], [], [], []]
  const ready: T[][] = [[], [], [], []]
  const parked = new Map<string, Parked<T>>()
  let held = 0
  let wakeAt = Number.POSITIVE_INFINITY
  let turn = 0

  /** The next that may begin at `at`; else the milliseconds until one may; undefined: nothing waits. */
  function next(at: number): T | number | undefined {
    if (!held && !parked.size) return undefined
    const wait = pacer.wait(at)
    if (wait > 0) return wait
    unpark(at)
    for (let one = pick(); one; one = pick()) {
      if (one.cleared || mayGo(one.item, at)) {
        pacer.count(one.item.weight, at)
        turn += 1
        return one.item
      }
    }
    return parked.size ? Math.max(1, wakeAt - at) : undefined
  }

  function pick(): { item: T; cleared: boolean } | undefined {
    if (!held) return undefined
    const orders = turn % CYCLE === CYCLE - 1 ? RARE : URGENT
    for (const level of orders[Math.floor(turn / (orders === RARE ? CYCLE : 1)) % 2] ?? []) {
      const cleared = ready[level]?.shift()
      const item = cleared ?? waiting[level]?.shift()
      if (!item) continue
      held -= 1
      return { item, cleared: cleared !== undefined }
    }
    return undefined
  }

  function mayGo(item: T, at: number): boolean {
    const wait = parked.has(item.destination) ? 1 : pacer.ask(item.destination, item.weight, at)
    if (wait > 0) park(item, wait, at)
    return wait <= 0
  }

  /** Behind those of its destination that are as urgent, in front of those that are less; the last falls out. */
  function park(item: T, wait: number, at: number): void {
    if (wait > PATIENCE_MS) {
      overflow(item)
      return
    }
    const place = parked.get(item.destination) ?? { rows: [], weight: 0, at: at + wait }
    const behind = place.rows.findIndex((one) => one.priority > item.priority)
    place.rows.splice(behind < 0 ? place.rows.length : behind, 0, item)
    place.weight += item.weight
    parked.set(item.destination, place)
    wakeAt = Math.min(wakeAt, place.at)
    const room = Math.max(item.weight, pacer.room(item.destination, at))
    while (place.weight > room) {
      const last = place.rows.pop() as T
      place.weight -= last.weight
      overflow(last)
    }
  }

  function unpark(at: number): void {
    if (at < wakeAt) return
    wakeAt = Number.POSITIVE_INFINITY
    for (const [destination, place] of parked) {
      for (let first = place.rows[0]; first; first = place.rows[0]) {
        const wait = pacer.ask(destination, first.weight, at)
        place.at = at + wait
        if (wait > 0) break
        place.rows.shift()
        place.weight -= first.weight
        ready[first.priority]?.push(first)
        held += 1
      }
      if (place.rows.length) wakeAt = Math.min(wakeAt, place.at)
      else parked.delete(destination)
    }
  }

  /** Takes out all of which `which` holds. */
  function remove(which: (one: T) => boolean): T[] {
    const out: T[] = []
    const kept = (rows: T[]) => rows.filter((one) => !which(one) || !out.push(one))
    for (const levels of [waiting, ready])
      for (const [level, rows] of levels.entries()) levels[level] = kept(rows)
    held -= out.length
    for (const [destination, place] of parked) {
      place.rows = kept(place.rows)
      place.weight = place.rows.reduce((sum, one) => sum + one.weight, 0)
      if (!place.rows.length) parked.delete(destination)
    }
    return out
  }

  return {
    push(one: T): void {
      waiting[one.priority]?.push(one)
      held += 1
    },
    next,
    remove,
    /** All that wait, those set aside as well. */
    *all(): Generator<T> {
      for (const rows of [...ready, ...waiting]) yield* rows
      for (const place of parked.values()) yield* place.rows
    },
    /** How many could begin, but for those set aside: of all, or of those at least as urgent as `priority`. */
    size: (priority = 3): number =>
      priority === 3 ? held : sum(waiting.slice(0, priority + 1)) + sum(ready.slice(0, priority + 1)),
    aside: () => parked.size,
  }
}

const sum = (levels: unknown[][]) => levels.reduce((total, rows) => total + rows.length, 0)
