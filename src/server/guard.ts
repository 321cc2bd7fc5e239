import type { IncomingHttpHeaders } from 'node:http'

/** What the guard looks at; `url` is the request target exactly as it came, before any decoding. */
export interface Knock {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

export interface Turned {
  status: number
  code: string
  message: string
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const METHODS = new Set([...SAFE, 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Spellings that proxies, routers and file systems read differently: `//`, `\`, dot segments, an encoded `/ \ % NUL ;`. */
const ODD = /\/\/|\\|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|%(?:2f|5c|25|00|3b|0a|0d)|%(?![\da-f]{2})|[^\x21-\x7e]/i

/** Routes whose token or signature is their proof: one-click unsubscribe, and what carriers call. */
const EXEMPT = /^\/(?:u\/[\w-]+|hooks\/[\w-]+(?:\/[\w.-]+)*)$/

/** Programs, which prove themselves by a token in a header that no other site can make a browser send. */
const API = /^\/api\/v1(?:\/[\w.-]+)+$/
const TOKEN = /^(?:OAuth|Bearer) +\S+$/i

const FOREIGN = 'This was not sent from our own page, so nothing was done.'
const NO_TOKEN = 'Show a token: Authorization: OAuth … or Bearer ….'

/**
 * Says why a request may not pass, or null (W3). A request that changes something must come from our own pages:
 * browsers say so in Sec-Fetch-Site and Origin, which no other site can forge. Astro runs a form's action on any path
 * that carries `?_action=`, so such a request is never exempt.
 */
export function turnAway(knock: Knock, publicOrigin: string): Turned | null {
  if (!METHODS.has(knock.method)) return turned(405, 'method', 'This method is not used here.')
  const [path = '', query = ''] = split(knock.url)
  if (!path.startsWith('/') || ODD.test(path))
    return turned(400, 'address', 'This address is not well formed.')
  if (SAFE.has(knock.method) || ours(knock.headers, publicOrigin)) return null
  if (new URLSearchParams(query).has('_action')) return turned(403, 'cross_site', FOREIGN)
  if (EXEMPT.test(path)) return null
  if (API.test(path))
    return TOKEN.test(knock.headers.authorization ?? '') ? null : turned(401, 'token', NO_TOKEN)
  return turned(403, 'cross_site', FOREIGN)
}

/**
 * Says why a request cannot run the action that it names, by path or by query, or null. Our actions are `noun.verb`
 * and take forms; of anything else the framework would make a fault.
 */
export function refuseAction({ method, url, headers }: Knock): Turned | null {
  const [path, query] = split(url)
  const action = /^\/_actions\/(.*?)\/?$/.exec(path)?.[1] ?? new URLSearchParams(query).get('_action')
  if (SAFE.has(method) || action === null) return null
  if (!/^[a-z]+\.[a-z]+$/i.test(action)) return turned(404, 'not_found', 'There is nothing here.')
  return FORM.test(headers['content-type'] ?? '') ? null : turned(415, 'type', 'This address takes a form.')
}

const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i

function ours(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  const site = headers['sec-fetch-site']
  if (site === 'same-origin') return true
  return (site === undefined || site === 'none') && headers.origin === publicOrigin
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function turned(status: number, code: string, message: string): Turned {
  return { status, code, message }
}
