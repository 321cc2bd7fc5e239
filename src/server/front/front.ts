import type { IncomingMessage, ServerResponse } from 'node:http'
import { say } from '../say.ts'
import { inLanguage, type Spoken } from '../spoken.ts'
import type { Drawn } from './draw.ts'
import type { Files } from './files.ts'
import { type Keeper, NOT_FOUND } from './keeper.ts'
import { keyOf } from './key.ts'
import { headerOf, send, sendAtOnce } from './send.ts'
import type { Entry } from './store.ts'

/**
 * What stands before the site: public answers, drawn once for everybody and kept as they go over the wire, and the files
 * of the build (docs/decisions/0020).
 */
export class Front {
  readonly #keeper: Keeper
  readonly #files: Files
  readonly #spoken: Spoken

  constructor(keeper: Keeper, files: Files, spoken: Spoken) {
    this.#keeper = keeper
    this.#files = files
    this.#spoken = spoken
  }

  /** Answers at once what stands ready; false: nothing was done. */
  ready(req: IncomingMessage, res: ServerResponse): boolean {
    const { method, url = '' } = req
    if (method !== 'GET' && method !== 'HEAD') return false
    const answer = this.#files.get(url) ?? this.#fresh(url, req)?.answer
    return answer !== undefined && sendAtOnce(answer, req, res)
  }

  #fresh(url: string, req: IncomingMessage): Entry | undefined {
    const entry = this.#keeper.fresh(url) ?? this.#inReadersLanguage(url, req)
    if (entry || !url.includes('?')) return entry
    const key = keyOf(url)
    return key === null ? undefined : (this.#keeper.fresh(key) ?? this.#inReadersLanguage(key, req))
  }

  #inReadersLanguage(key: string, req: IncomingMessage): Entry | undefined {
    if (!this.#spoken.several) return undefined
    return this.#keeper.fresh(inLanguage(this.#spoken.best(headerOf(req, 'accept-language')), key))
  }

  /** Answers what may be kept, and draws it first if need be; false: this is for the site itself. Never rejects. */
  async take(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const { method, url = '' } = req
    if (method !== 'GET' && method !== 'HEAD') return false
    const file = this.#files.get(url.split('?', 1)[0] ?? '')
    if (file) send(file, req, res)
    const key = file ? null : keyOf(url)
    const accept = req.headers['accept-language']
    const found = key === null ? null : await this.#keeper.find(this.#spoken.keyFor(key, accept))
    if (!found) return file !== undefined
    if ('entry' in found) show(found.entry, req, res)
    else if (isNothing(found.once)) await this.missing(req, res, url)
    else once(found.once, req, res)
    return true
  }

  /** Says that there is nothing at this address, with a page that was drawn once for all readers of a language. */
  async missing(req: IncomingMessage, res: ServerResponse, url: string): Promise<void> {
    const { language, prefix } = this.#spoken.ofMissing(url, req.headers['accept-language'])
    const unprefixed = this.#spoken.several ? inLanguage(language, NOT_FOUND) : NOT_FOUND
    const found = await this.#keeper.find(prefix ? prefix + NOT_FOUND : unprefixed)
    if (found && 'entry' in found) show(found.entry, req, res)
    else if (found && !found.once.unknown) once(found.once, req, res)
    else say(req, res, { status: 404, code: 'not_found', message: 'There is nothing here.' })
  }
}

function show(entry: Entry, req: IncomingMessage, res: ServerResponse): void {
  const age = Math.max(1, Math.round((Date.now() - entry.drawnAt) / 1000))
  // RFC 9211: from memory, although its time is over; RFC 9111: a cache in front asks again at once.
  const old = { age: String(age), 'cache-status': `candor; hit; ttl=-${age}` }
  send(entry.answer, req, res, entry.fresh ? {} : old)
}

function once({ status, headers, body }: Drawn, req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(status, { ...headers, 'content-length': body.length })
  res.end(req.method === 'HEAD' ? undefined : body)
}

/** No route at all, or the page that says so; programs get what their route says. */
function isNothing({ unknown, status, headers }: Drawn): boolean {
  return unknown || (status === 404 && (headers['content-type'] ?? '').startsWith('text/html'))
}
