import type { Channel } from '#src/channels/channel.ts'
import type { Tally } from './delivery.ts'
import { type Sample, speedOf, withSample } from './pace-words.ts'
import { isOver, type Progress } from './progress.ts'

/** How an announcement stands at an instant, as those who watch it are told. */
export interface Standing {
  progress: Progress
  tallies: Record<Channel, Tally>
  /** Messages a second over the last ten seconds; null while it is not known. */
  speed: number | null
}

export interface WatchOptions {
  /** Reads how an announcement stands, once a second for all who watch it; undefined when there is none. */
  read: (id: number, now: number) => Promise<Omit<Standing, 'speed'> | undefined>
  now: () => number
  onFault: (error: unknown) => void
  /** Who may watch at once, in all. */
  most?: number
}

/** A watcher is sent away after so long, and its browser comes again: then its role is asked for anew. */
const LIFETIME = 300_000
/** Proxies take a silent connection for dead. */
const HEARTBEAT = 15_000
/** How often somebody's right to watch is looked at. */
const ASK_AGAIN = 5_000

interface Watcher {
  since: number
  heard: number
  asked: number
  last: string
  open: boolean
  still: () => Promise<boolean>
  say: (text: string) => void
  close: () => void
}

/**
 * The room from which announcements are watched. `speedOf` tells what is known of one that somebody watches; `join` gives the events of one as a stream, or null when the room is
 * full; `tick` looks once at each that is watched and tells its watchers what is new. Whoever may no longer watch, has
 * watched long enough, or has seen the end is sent away. A look that takes long is not begun twice.
 */
export function watchRoom({ read, now, onFault, most = 100 }: WatchOptions) {
  const rooms = new Map<number, { watchers: Set<Watcher>; samples: Sample[] }>()
  const encoder = new TextEncoder()
  let looking: Promise<void> | undefined

  function join(id: number, still: () => Promise<boolean>): ReadableStream<Uint8Array> | null {
    if (size() >= most) return null
    const room = rooms.get(id) ?? { watchers: new Set(), samples: [] }
    rooms.set(id, room)
    let watcher: Watcher
    return new ReadableStream({
      start(controller) {
        watcher = {
          since: now(),
          heard: now(),
          asked: now(),
          last: '',
          open: true,
          still,
          say: (text) => controller.enqueue(encoder.encode(text)),
          close: () => {
            leave(id, watcher)
            controller.close()
          },
        }
        room.watchers.add(watcher)
        watcher.say('retry: 2000\n\n')
      },
      cancel: () => leave(id, watcher),
    })
  }

  function leave(id: number, watcher: Watcher): void {
    const room = rooms.get(id)
    watcher.open = false
    room?.watchers.delete(watcher)
    if (!room?.watchers.size) rooms.delete(id)
  }

  function size(): number {
    return [...rooms.values()].reduce((sum, { watchers }) => sum + watchers.size, 0)
  }

  function tick(): Promise<void> {
    looking ??= lookAtAll().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookAtAll(): Promise<void> {
    for (const [id, room] of [...rooms]) {
      const standing = await look(id)
      if (standing) room.samples = withSample(room.samples, { at: now(), sent: standing.progress.sent })
      const told = standing && { ...standing, speed: speedOf(room.samples) }
      for (const watcher of [...room.watchers]) await tell(watcher, told).catch(onFault)
    }
  }

  async function look(id: number) {
    try {
      return await read(id, now())
    } catch (error) {
      onFault(error)
    }
  }

  async function tell(watcher: Watcher, standing: Standing | undefined): Promise<void> {
    if (now() - watcher.asked >= ASK_AGAIN) {
      watcher.asked = now()
      if (!(await watcher.still())) return end(watcher, 'gone')
    }
    // It may have hung up meanwhile.
    if (!watcher.open) return
    const text = standing ? `event: progress\ndata: ${JSON.stringify(standing)}\n\n` : ''
    if (text && text !== watcher.last) say(watcher, text)
    else if (now() - watcher.heard >= HEARTBEAT) say(watcher, ': still here\n\n')
    if (text) watcher.last = text
    if (standing && isOver(standing.progress)) return end(watcher, 'over')
    if (now() - watcher.since >= LIFETIME) watcher.close()
  }

  function say(watcher: Watcher, text: string): void {
    watcher.heard = now()
    watcher.say(text)
  }

  function end(watcher: Watcher, event: 'over' | 'gone'): void {
    if (!watcher.open) return
    watcher.say(`event: ${event}\ndata: {}\n\n`)
    watcher.close()
  }

  return { join, tick, size, speedOf: (id: number) => speedOf(rooms.get(id)?.samples ?? []) }
}
