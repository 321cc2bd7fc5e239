import { IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Touch } from '#db/queries/changes.ts'
import { TOUCHES, UNTIL } from '#src/kept.ts'
import { newId } from '#src/keys.ts'
import type { Site } from '../door.ts'
import { lastResort, noteSilentFault, noteTrouble, passages } from '../fault.ts'
import type { Asked } from '../spoken.ts'
import type { Unpacked } from './pack.ts'

export interface Drawn extends Unpacked {
  /** By which changes it falls; null: it may not be kept. */
  touches: Touch[] | null
  /** When the clock changes it, in ms. */
  until: number | null
  /** There is no such route at all. */
  unknown: boolean
}

/** What belongs to one answer on one connection, or only between the page and us. */
const OURS = /^(?:connection|date|keep-alive|transfer-encoding|content-length|etag|candor-.*)$/

/**
 * Draws the answer to an address as any reader of a language would get it: no cookie, no header of theirs, no name but our
 * own, whoever asks. Never rejects: what goes wrong is an answer with 5xx and in the log. `copy`: as a file that is read
 * when we are down.
 */
export async function draw(
  site: Site,
  { url, language, prefix, varies }: Asked,
  host: string,
  copy?: { takenAt: number },
): Promise<Drawn> {
  const req = new IncomingMessage(new Socket())
  Object.assign(req, { method: 'GET', url, complete: true })
  req.headers = { host, accept: 'text/html, */*' }
  req.push(null)
  const res = new Caught(req)
  const passage = { id: newId(), req, res, noted: false }
  const locals = {
    ip: '',
    requestId: passage.id,
    ...{ language, prefix, varies },
    keeping: true,
    ...(copy && { copy }),
    noteTrouble: (error: unknown) => noteTrouble(passage, error),
    drained: async () => {},
  }
  passages.run(passage, () => {
    site(req, res, () => res.nothing(), locals).catch((error) => lastResort(passage, error))
  })
  const drawn = await res.drawn
  noteSilentFault(passage)
  return drawn
}

/** Takes an answer as it is written, and sends nothing. */
class Caught extends ServerResponse {
  readonly drawn: Promise<Drawn>
  readonly #tell: (drawn: Drawn) => void
  readonly #parts: Buffer[] = []

  constructor(req: IncomingMessage) {
    super(req)
    const { promise, resolve } = Promise.withResolvers<Drawn>()
    this.drawn = promise
    this.#tell = resolve
  }

  nothing(): void {
    this.#tell({ ...NOTHING })
  }

  override writeHead(status: number, ...rest: unknown[]): this {
    this.statusCode = status
    const headers = rest.at(-1) as OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined
    if (headers && !Array.isArray(headers))
      for (const [name, value] of Object.entries(headers))
        if (value !== undefined) this.setHeader(name, value)
    return this
  }

  override write(part: string | Uint8Array): boolean {
    this.#parts.push(Buffer.from(part as Uint8Array))
    return true
  }

  override end(...parts: unknown[]): this {
    if (typeof parts[0] === 'string' || parts[0] instanceof Uint8Array) this.write(parts[0])
    const all = Object.entries(this.getHeaders()).map(([name, value]) => [name, String(value)] as const)
    const headers = Object.fromEntries(all.filter(([name]) => !OURS.test(name)))
    const touches = this.getHeader(TOUCHES) as string | undefined
    const until = this.getHeader(UNTIL) as string | undefined
    const alike = !('set-cookie' in headers) && !/no-store|private/.test(headers['cache-control'] ?? '')
    this.#tell({
      status: this.statusCode,
      headers,
      body: Buffer.concat(this.#parts),
      touches: touches && alike ? (touches.split(' ') as Touch[]) : null,
      until: until === undefined ? null : Number(until),
      unknown: false,
    })
    return this
  }
}

const NOTHING: Drawn = {
  status: 404,
  headers: {},
  body: Buffer.of(),
  touches: null,
  until: null,
  unknown: true,
}
