import type { Touch } from '#db/queries/changes.ts'
import { log } from '#src/log.ts'
import type { Site } from '../door.ts'
import { standingHeaders } from '../headers.ts'
import { KEEP_SECONDS } from '../limits.ts'
import type { Spoken } from '../spoken.ts'
import { cacheHeaders } from './cache.ts'
import { type Drawn, draw } from './draw.ts'
import { pack } from './pack.ts'
import { type Entry, falls, Store } from './store.ts'

/** What there is for a key: something kept, true or the last that was; an answer for this once; or nothing for everybody. */
export type Found = { entry: Entry } | { once: Drawn } | null

/** One drawing under way. */
interface Flight {
  /** Counts up, so that whoever comes knows whether it began before them. */
  number: number
  done: Promise<Found>
  /** Resolves when whoever has a last good copy to look at should wait no longer. */
  late: Promise<typeof LATE>
  /** What changed since it began; null: everything may have. */
  changed: Touch[] | null
}

/** The page that says that there is nothing; it alone is kept although it is no 200. */
export const NOT_FOUND = '/404'
/** The same in a language. */
const ANY_NOT_FOUND = /^(?:[a-z]{2} |\/[a-z]{2})?\/404$/
/** Whoever asks for a page that falls waits so long for the new one before the last good copy is shown, in ms. */
const PATIENCE = 2_000
/** After it could not be drawn, the last good copy is shown at once for so long, in ms. */
const AGAIN = 1_000
const UNKEPT = 1_000
const LATE = Symbol('late')

/**
 * Draws answers and keeps them. One is drawn at a time for each key, and whoever asked after a change never gets what was
 * drawn before it, unless it cannot be drawn now.
 */
export class Keeper {
  readonly #store: Store
  readonly #flights = new Map<string, Flight>()
  /** Keys whose answers are not for everybody: the site is asked for those at once. */
  readonly #unkept = new Set<string>()
  readonly #site: Site
  readonly #standing: Record<string, string>
  readonly #host: string
  readonly #spoken: Spoken
  #number = 0

  constructor(site: Site, publicUrl: string, spoken: Spoken, store = new Store()) {
    this.#site = site
    this.#spoken = spoken
    this.#standing = standingHeaders(publicUrl)
    this.#host = new URL(publicUrl).host
    this.#store = store
  }

  /** What is true now and stands ready. */
  fresh(key: string): Entry | undefined {
    return this.#store.fresh(key)
  }

  /** What hangs on these has changed; null: everything may have. */
  drop(touches: Touch[] | null): void {
    this.#store.drop(touches)
    this.#unkept.clear()
    for (const flight of this.#flights.values())
      flight.changed = touches === null || flight.changed === null ? null : [...flight.changed, ...touches]
  }

  /** What is kept under this key, drawn first if need be. Never rejects. */
  async find(key: string): Promise<Found> {
    if (this.#unkept.has(key)) return null
    const since = this.#number
    for (;;) {
      const entry = this.#store.fresh(key)
      if (entry) return { entry }
      const last = this.#store.last(key)
      if (last && Date.now() < last.again) return { entry: last }
      const flight = this.#flights.get(key) ?? this.#begin(key)
      const found = await (last ? Promise.race([flight.done, flight.late]) : flight.done)
      if (found === LATE && last) return { entry: last }
      // One that had begun before we came may have been overtaken by what we came for.
      if (found !== LATE && (flight.number > since || found === null)) return found
    }
  }

  #begin(key: string): Flight {
    this.#number++
    const late = Promise.withResolvers<typeof LATE>()
    const patience = setTimeout(() => late.resolve(LATE), PATIENCE)
    const flight: Flight = {
      number: this.#number,
      changed: [],
      done: Promise.resolve(null),
      late: late.promise,
    }
    this.#flights.set(key, flight)
    flight.done = this.#draw(key, flight).finally(() => {
      clearTimeout(patience)
      this.#flights.delete(key)
    })
    return flight
  }

  async #draw(key: string, flight: Flight): Promise<Found> {
    const began = performance.now()
    const drawn = await draw(this.#site, this.#spoken.ofKey(key), this.#host)
    const { touches, status } = drawn
    if (!touches || !(status === 200 || ANY_NOT_FOUND.test(key))) return this.#notKept(key, drawn)
    const headers = { ...this.#standing, ...drawn.headers, ...cacheHeaders(drawn.headers) }
    const answer = await pack({ ...drawn, headers }, 'pages', KEEP_SECONDS)
    const ms = Math.round((performance.now() - began) * 100) / 100
    log().debug({ key, ms }, 'An answer was drawn')
    const fresh = !falls(touches, flight.changed)
    const until = drawn.until ?? Number.POSITIVE_INFINITY
    return { entry: this.#store.keep(key, { answer, touches, until, drawnAt: Date.now(), fresh }) }
  }

  #notKept(key: string, drawn: Drawn): Found {
    const last = this.#store.last(key)
    if (drawn.status >= 500) {
      if (last) last.again = Date.now() + AGAIN
      return last ? { entry: last } : { once: drawn }
    }
    this.#store.forget(key)
    if (drawn.status === 404 || drawn.headers.location) return { once: drawn }
    if (this.#unkept.size >= UNKEPT) this.#unkept.clear()
    this.#unkept.add(key)
    return null
  }
}
