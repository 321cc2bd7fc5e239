import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Change, Touch } from '#db/queries/changes.ts'
import { networkOf } from '#src/throttle.ts'
import { say } from '../say.ts'
import type { Recent } from './recent.ts'

/** Half of all connections at most, so that pages always find one; and of one visitor's network what an office may need. */
export const LIMITS = { all: 2_000, each: 64, heartbeatMs: 25_000, unread: 64 * 1024 }

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx and those who do as it does: pass on each event as it comes.
  'x-accel-buffering': 'no',
}
/** So many are written to before others have their turn. */
const AT_ONCE = 100
/** Whoever was cut off comes again after so long, in ms, and not all of them together. */
const RETRY = { least: 2_000, more: 4_000 }

/** `GET /live`: what of the public page changes, as server-sent events, to everybody who listens. */
export class Live {
  readonly #listeners = new Map<ServerResponse, string>()
  readonly #perNetwork = new Map<string, number>()
  readonly #recent: Recent
  readonly #limits: typeof LIMITS
  readonly #heart: NodeJS.Timeout
  #closed = false

  constructor(recent: Recent, limits = LIMITS) {
    this.#recent = recent
    this.#limits = limits
    this.#heart = setInterval(() => this.#write(':\n\n'), limits.heartbeatMs).unref()
  }

  /** Opens a stream, or says that there are too many. Reads nothing from the database. */
  open(req: IncomingMessage, res: ServerResponse, address: string): void {
    const { method } = req
    const network = networkOf(address)
    if (method !== 'GET' && method !== 'HEAD') say(req, res, NOT_SO)
    else if (!this.#hasRoom(network)) say(req, res.setHeader('retry-after', '60'), TOO_MANY)
    else if (method === 'HEAD') res.writeHead(200, HEADERS).end()
    else this.#listen(req, res, network)
  }

  #hasRoom(network: string): boolean {
    const { all, each } = this.#limits
    return !this.#closed && this.#listeners.size < all && (this.#perNetwork.get(network) ?? 0) < each
  }

  #listen(req: IncomingMessage, res: ServerResponse, network: string): void {
    res.writeHead(200, HEADERS)
    this.#listeners.set(res, network)
    this.#perNetwork.set(network, (this.#perNetwork.get(network) ?? 0) + 1)
    res.once('close', () => this.#forget(res))
    const retry = Math.round(RETRY.least + Math.random() * RETRY.more)
    // An id without data is remembered by the browser and told to nobody.
    res.write(`retry: ${retry}\nid: ${this.#recent.generation}\n\n${this.#missed(seenBy(req))}`)
  }

  /** Tells everybody. */
  changed(changes: Change[]): void {
    this.#recent.add(changes)
    this.#write(event(this.#recent.generation, [...new Set(changes.flatMap(({ touches }) => touches))]))
  }

  /** Tells everybody that anything may have changed. */
  lost(generation: number): void {
    this.#recent.lost(generation)
    this.#write(event(generation, ['page']))
  }

  /** Ends every stream in good order; their browsers come again to whoever serves then. */
  close(): void {
    this.#closed = true
    clearInterval(this.#heart)
    for (const res of this.#listeners.keys()) res.end()
  }

  get size(): number {
    return this.#listeners.size
  }

  #missed(seen: string): string {
    if (!/^\d{1,15}$/.test(seen)) return ''
    const touches = this.#recent.since(Number(seen))
    return touches.length ? event(this.#recent.generation, touches) : ''
  }

  #forget(res: ServerResponse): void {
    const network = this.#listeners.get(res)
    if (network === undefined) return
    this.#listeners.delete(res)
    const left = (this.#perNetwork.get(network) ?? 1) - 1
    if (left > 0) this.#perNetwork.set(network, left)
    else this.#perNetwork.delete(network)
  }

  #write(text: string): void {
    const bytes = Buffer.from(text)
    const everybody = [...this.#listeners.keys()]
    const some = (from: number) => {
      for (const res of everybody.slice(from, from + AT_ONCE)) this.#writeTo(res, bytes)
      if (from + AT_ONCE < everybody.length) setImmediate(some, from + AT_ONCE)
    }
    some(0)
  }

  /** Whoever does not read what was written before is cut off: they come again and are told what they missed. */
  #writeTo(res: ServerResponse, bytes: Buffer): void {
    if (res.destroyed || res.writableEnded) return
    if (res.writableLength > this.#limits.unread) res.destroy()
    else res.write(bytes)
  }
}

/** The newest change that somebody knows of: who comes again says so by the standard, who has just loaded a page by `after`. */
function seenBy({ headers, url = '' }: IncomingMessage): string {
  return String(headers['last-event-id'] ?? /[?&]after=(\d+)/.exec(url)?.[1] ?? '')
}

function event(generation: number, touches: Touch[]): string {
  return `event: changed\nid: ${generation}\ndata: ${JSON.stringify({ touches })}\n\n`
}

const NOT_SO = { status: 405, code: 'method', message: 'This method is not used here.' }
const TOO_MANY = {
  status: 503,
  code: 'too_many',
  message: 'Too many are listening. The page is right when it is loaded again.',
}
