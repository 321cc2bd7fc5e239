import { fileOf, isFront, isPost, linksIn, NOWHERE, SEEDS, withLinksOf } from './addresses.ts'
import type { Draw, Drawn } from './draw.ts'
import type { Store } from './store.ts'

interface Known {
  touches: string[]
  /** When the clock alone changes it. */
  until: number | null
}

/** The front page says now and then when it was taken, even when nothing happens. */
const FRONT_AGAIN = 10 * 60_000
/** What changes by the second while people are told is not copied every second. */
const SOONEST = 30_000

/** Keeps the files of a copy as the pages are. Holds what is still to be drawn; whatever fails stays to be drawn. */
export interface Copier {
  /** Everything anew; posts of which `has` knows the file are left as they are. */
  begin(has?: ReadonlySet<string>): void
  /** What depends on one of these is to be drawn anew. */
  fall(touches: readonly string[]): void
  /** Draws and writes until nothing is left or `enough` says so. Says whether anything is left. Throws what went wrong. */
  work(clock: () => number, enough: () => boolean): Promise<boolean>
  /** The files of everything that is known to be there. */
  files(): Set<string>
}

export function copier(draw: Draw, store: Store, origin: string): Copier {
  const known = new Map<string, Known>()
  const soon = new Set<string>()
  const later = new Set<string>()
  const gone = new Set<string>()
  /** Posts whose files are there from before; those that the front page shows are drawn all the same. */
  const assumed = new Set<string>()
  let left: ReadonlySet<string> = new Set()
  const waited = new Set<string>()

  function begin(has: ReadonlySet<string> = new Set()): void {
    left = has
    known.clear()
    assumed.clear()
    for (const path of [...SEEDS, NOWHERE]) soon.add(path)
  }

  function fall(touches: readonly string[]): void {
    if (touches.includes('page')) begin()
    for (const [path, { touches: own }] of known)
      if (own.some((touch) => touches.includes(touch))) soon.add(path)
    // Its kind is not in the touch; the site says where a post of another kind is.
    for (const touch of touches) if (touch.startsWith('post:')) soon.add(`/incidents/${touch.slice(5)}`)
  }

  function next(but: ReadonlySet<string>): string | undefined {
    for (const path of soon) if (!isFront(path) && !but.has(path)) return path
    for (const path of [...soon].sort().reverse()) if (isFront(path) && !but.has(path)) return path
    for (const path of later) if (!but.has(path)) return path
    return undefined
  }

  async function work(clock: () => number, enough: () => boolean): Promise<boolean> {
    for (const [path, { until }] of known) if (until !== null && until <= clock()) soon.add(path)
    // One page that cannot be drawn keeps no other from being copied.
    const failed = new Set<string>()
    for (let path = next(failed); path !== undefined; path = next(failed)) {
      if (enough()) return true
      const drawn = await draw(path, clock())
      if (drawn.status < 500) await keep(path, drawn, clock())
      else failed.add(path)
    }
    if (failed.size) throw new Error(`Could not be drawn: ${[...failed].slice(0, 5).join(' ')}`)
    return false
  }

  async function keep(path: string, drawn: Drawn, now: number): Promise<void> {
    const fresh = linksOf(drawn).filter((link) => !known.has(link) || (isFront(path) && assumed.delete(link)))
    for (const link of fresh) want(link, path)
    // It is written when everything is there to which it leads.
    if (isFront(path) && fresh.length && !waited.has(path)) {
      waited.add(path)
      return
    }
    waited.delete(path)
    known.set(path, { touches: fallsBy(path, drawn), until: dueAt(path, drawn, now) })
    if (drawn.status === 200 || path === NOWHERE) {
      await store.put(fileOf(path), bodyOf(drawn, origin), drawn.type)
      gone.delete(path)
    } else await takeAway(path, drawn)
    soon.delete(path)
    later.delete(path)
  }

  async function takeAway(path: string, drawn: Drawn): Promise<void> {
    known.set(path, { touches: [], until: null })
    gone.add(path)
    const elsewhere = drawn.location && URL.parse(drawn.location, origin)
    if (elsewhere && elsewhere.origin === origin) soon.add(elsewhere.pathname)
    await store.remove(fileOf(path))
  }
  function want(link: string, from: string): void {
    if (!isPost(link) || isFront(from)) return void soon.add(link)
    if (!left.has(fileOf(link))) return void later.add(link)
    known.set(link, { touches: [], until: null })
    assumed.add(link)
  }

  function linksOf({ type, body }: Drawn): string[] {
    return /^(?:text\/html|application\/xml)/.test(type) ? linksIn(body.toString(), origin) : []
  }

  function files(): Set<string> {
    return new Set([...known.keys()].filter((path) => !gone.has(path)).map(fileOf))
  }

  return { begin, fall, work, files }
}

function bodyOf({ type, body }: Drawn, origin: string): Buffer {
  return type.startsWith('text/html') ? Buffer.from(withLinksOf(body.toString(), origin)) : body
}

/** However components stand, a post that is over says the same: a hundred thousand of them are not drawn for that. */
function fallsBy(path: string, { touches }: Drawn): string[] {
  return isPost(path) ? touches.filter((touch) => touch !== 'components') : touches
}

function dueAt(path: string, { until }: Drawn, now: number): number | null {
  const due = until === null ? null : Math.max(until, now + SOONEST)
  return isFront(path) ? Math.min(due ?? Number.POSITIVE_INFINITY, now + FRONT_AGAIN) : due
}
