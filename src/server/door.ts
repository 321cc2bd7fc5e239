import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '#src/config.ts'
import { newId } from '#src/keys.ts'
import { visitorAddress } from './address.ts'
import { lastResort, noteSilentFault, noteTrouble, type Passage, passages } from './fault.ts'
import type { Front } from './front/front.ts'
import { refuseAction, turnAway } from './guard.ts'
import { standingHeaders, wear } from './headers.ts'
import { bodyLimit, bringsList, discardRest, MAX_BODY, readBody, uploadLimit } from './limits.ts'
import type { Live } from './live/live.ts'
import { neverAPage } from './never.ts'
import { type Said, say } from './say.ts'
import type { Asked, Spoken } from './spoken.ts'
import { writtenIn } from './written.ts'

/** What Astro's build exports in middleware mode; it calls `next` when there is no such route. */
export type Site = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => void,
  locals: {
    ip: string
    requestId: string
    language: Asked['language']
    prefix: string
    varies: boolean
    body?: Buffer
    /** The answer may be kept, so what says for how long is left in its headers. */
    keeping?: boolean
    /** It is drawn as a file of the copy that is read when we are down. */
    copy?: { takenAt: number }
    /** Resolves when this server no longer shows what was true before this request. */
    caughtUp?: () => Promise<void>
    noteTrouble: (error: unknown) => void
    drained: () => Promise<void>
  },
) => Promise<void>

export interface Rooms {
  site: Site
  front: Pick<Front, 'take' | 'missing'>
  live: Pick<Live, 'open'>
  spoken: Pick<Spoken, 'asked'>
  caughtUp: () => Promise<void>
  /** Whether the cookies of a request are those of somebody who may write for the page. */
  isStaff?: (cookies: string | undefined) => Promise<boolean>
  /** Whether the database answers and is migrated; what was committed until then is shown from then on. */
  ready: () => Promise<boolean>
}

/** The way of every request: headers, guard, health, body, files, and then the site. Never throws. */
export function door(config: Config, rooms: Rooms): (req: IncomingMessage, res: ServerResponse) => void {
  const headers = standingHeaders(config.publicUrl)
  return (req, res) => {
    const passage = { id: newId(), req, res, noted: false }
    wear(res, headers)
    res.once('finish', () => noteSilentFault(passage))
    passages.run(passage, () => {
      enter(passage, config, rooms).catch((error) => lastResort(passage, error))
    })
  }
}

async function enter(passage: Passage, config: Config, rooms: Rooms): Promise<void> {
  const { req, res, id } = passage
  const url = req.url ?? ''
  const knock = { method: req.method ?? '', url, headers: req.headers }
  const asked = rooms.spoken.asked(url, req.headers['accept-language'])
  passage.language = asked.language
  const turned = turnAway(knock, config.publicUrl) ?? refuseAction(knock)
  // Twenty megabytes are read only of those who are signed in.
  const isStaff = !turned && bringsList(url) && ((await rooms.isStaff?.(req.headers.cookie)) ?? false)
  const most = uploadLimit(url, isStaff) ?? bodyLimit(url, req.headers.authorization, config.mailHookSecret)
  const { body, whole } = await readBody(req, most)
  if (turned) return refuse(passage, turned)
  if (!whole) return refuse(passage, { ...TOO_LONG, written: writtenIn(req, body) })
  if (url === '/healthz') return plain(res, 200, 'ok')
  if (url === '/readyz')
    return (await rooms.ready()) ? plain(res, 200, 'ready') : plain(res, 503, 'not ready')
  const ip = visitorAddress(req.socket.remoteAddress, forwardedFor(req), config.trustedProxies)
  if (url.split('?', 1)[0] === '/live') {
    // That too many listen is no fault.
    passage.noted = true
    return rooms.live.open(req, res, ip)
  }
  // Whoever takes long bodies gets them as they are: making a Request of one copies it, and reading that once more.
  const long = most > MAX_BODY ? { body } : {}
  Object.assign(req, { body: most > MAX_BODY ? Buffer.of() : body })
  hideClaims(req, config.publicUrl)
  if (asked.elsewhere && reads(req)) return elsewhere(res, asked.elsewhere)
  if (await rooms.front.take(req, res)) return
  if (neverAPage(asked.url)) return say(req, res, { ...NOTHING, language: asked.language })
  req.url = asked.url
  const locals = {
    ip,
    requestId: id,
    language: asked.language,
    prefix: asked.prefix,
    varies: asked.varies,
    ...long,
    caughtUp: rooms.caughtUp,
    noteTrouble: (error: unknown) => noteTrouble(passage, error),
    drained: () => drained(res),
  }
  const missing = () => rooms.front.missing(req, res, url).catch((error) => lastResort(passage, error))
  await rooms.site(req, res, missing, locals)
}

const TOO_LONG = { status: 413, code: 'too_large', message: 'This is too long to be taken in.' }
const NOTHING = { status: 404, code: 'not_found', message: 'There is nothing here.' }

/** Absolute links come from PUBLIC_URL alone (W13): nothing behind the door sees how a visitor calls us. */
function hideClaims(req: IncomingMessage, publicUrl: string): void {
  req.headers.host = new URL(publicUrl).host
  for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded'])
    delete req.headers[name]
}

function forwardedFor(req: IncomingMessage): string | undefined {
  const value = req.headers['x-forwarded-for']
  return Array.isArray(value) ? value.join(',') : value
}

/** The framework writes an answer as fast as it is made; whoever makes a long one waits here until it is taken. */
async function drained(res: ServerResponse): Promise<void> {
  if (!res.writableNeedDrain || res.destroyed) return
  await new Promise<void>((resolve) => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.once('drain', done)
    res.once('close', done)
  })
}

/** The connection ends, if it is to end, only when the request has: otherwise the answer may be lost on the way. */
function refuse({ req, res, language }: Passage, said: Said): void {
  say(req, res, { ...said, language }, req.complete ? undefined : (end) => discardRest(req, end))
}

function reads({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** In a language that the page no longer offers: old links in messages still lead to what they meant. */
function elsewhere(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-cache' })
  res.end()
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' })
  res.end(`${text}\n`)
}
