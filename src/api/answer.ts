import { createHash } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { newId } from '#src/keys.ts'
import { allows } from '#src/staff/roles.ts'
import { type Bearer, bearerOf } from '#src/staff/token.ts'
import { read, readBody } from './body.ts'
import type { ApiDoor, Call, Method } from './door.ts'
import { DOORS } from './doors.ts'
import { failed, Unfit } from './fail.ts'
import { takeRequest } from './pace.ts'

export interface Room {
  db: Db
  readDb: Db
  now: number
}

/**
 * Answers one request to the manage API; `path` is what follows `/api/v1`. What is wrong with it comes as 4xx with
 * `{message, error: {code, message, fields}}`; only what nobody foresaw is thrown. Cookies are never looked at.
 */
export async function answerApi(request: Request, path: string, room: Room): Promise<Response> {
  try {
    const bearer = await letIn(request, room)
    const found = find(request.method, path)
    if (!allows(bearer.role, found.door.needs))
      throw new Unfit(
        403,
        'forbidden',
        `This token may not do that: it needs to be one for ${found.door.needs}.`,
      )
    const page = await findPage(room.readDb)
    if (!page || (found.params.page_id ?? page.public_id) !== page.public_id)
      throw new Unfit(404, 'not_found', 'There is no such page.')
    const call: Call = {
      ...room,
      page,
      params: found.params,
      query:
        found.door.query && read(found.door.query, Object.fromEntries(new URL(request.url).searchParams)),
      body: found.door.body && read(found.door.body, await bodyOf(request)),
      author: { id: bearer.staffId, name: bearer.name },
      role: bearer.role,
      formKey: keyOf(request, path, bearer),
    }
    return wrapped(await found.door.work(call), found.door.status)
  } catch (error) {
    const answer = failed(error)
    if (!answer) throw error
    return answer
  }
}

async function letIn(request: Request, { db, readDb, now }: Room): Promise<Bearer> {
  const [, token] = /^(?:OAuth|Bearer) +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  const bearer = token && (await bearerOf(readDb, token, now, db))
  if (!bearer)
    throw new Unfit(401, 'token', 'Could not authenticate: show a token that is in use.', {
      'www-authenticate': 'Bearer',
    })
  const wait = takeRequest(bearer.tokenId, now)
  if (wait)
    throw new Unfit(429, 'limited', 'Too many requests with this token.', { 'retry-after': String(wait) })
  return bearer
}

/** The door at a path, which may end in `.json`. Fixed names go before those in braces. */
function find(method: string, path: string): { door: ApiDoor; params: Record<string, string> } {
  const parts = path
    .replace(/\.json$/, '')
    .split('/')
    .filter(Boolean)
  const here = DOORS.flatMap((door) => {
    const params = fits(door.path, parts)
    return params ? [{ door, params }] : []
  }).sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  if (!here.length) throw new Unfit(404, 'not_found', 'There is nothing here.')
  const most = Object.keys(here[0]?.params ?? {}).length
  const exact = here.filter(({ params }) => Object.keys(params).length === most)
  const found = exact.find(({ door }) => door.method === (method as Method))
  if (found) return found
  const allowed = exact.map(({ door }) => door.method).join(', ')
  throw new Unfit(405, 'method', `This address takes ${allowed}.`, { allow: allowed })
}

function fits(pattern: string, parts: string[]): Record<string, string> | undefined {
  const wanted = pattern.split('/').filter(Boolean)
  if (wanted.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? ''
    if (want.startsWith('{')) params[want.slice(1, -1)] = part
    else if (want !== part) return undefined
  }
  return params
}

async function bodyOf(request: Request): Promise<unknown> {
  return readBody(await request.text(), request.headers.get('content-type') ?? '')
}

/** Its own for each request, unless the program says by a key that it sends the same again. */
function keyOf(request: Request, path: string, { tokenId }: Bearer): string {
  const given = request.headers.get('idempotency-key')
  const what = given && createHash('sha256').update(`${request.method} ${path}\0${given}`).digest('base64url')
  return `api:${tokenId}:${what || newId()}`
}

function wrapped(result: unknown, status = 200): Response {
  const headers = { 'cache-control': 'no-store' }
  return status === 204 ? new Response(null, { status, headers }) : Response.json(result, { status, headers })
}
