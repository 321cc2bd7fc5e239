/** The parts of a query that a kept answer may depend on, in the order in which they stand in its key. */
const ASKED = ['component', 'kind', 'page']
const VALUE = /^[\w.-]{1,64}$/

/** A path without escapes, and without empty or dotted parts. */
const PLAIN = /^(?:\/[\w~@-][\w.~@-]*)+$/
const LONGEST = 200

/** Where nothing is ever kept: staff, pages behind a token, what carriers and tools call, what the server says itself. */
const NEVER =
  /^\/(?:admin|u|hooks|subscriptions|api\/v1|_actions|_astro|_image|live|healthz|readyz|404|500)(?:\/|$)/

/** Where nothing of a query is looked at: whatever stands in one must not have a picture drawn again. */
const ALONE =
  /^\/(?:(?:og|api\/v2|embed|sitemap|theme)(?:[./]|$)|(?:incidents|closures|releases)\/|(?:summary\.json|robots\.txt)$)/

/** Signs that mean the same escaped or not (RFC 3986, 2.3). */
const NEEDLESS = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi

/**
 * Under which key the answer to a request target is kept: its path without a slash at the end or needless escapes, and
 * what it asks of the allowed query, each once, in one order; what else stands in the query changes nothing. Null: it is
 * never kept.
 */
export function keyOf(target: string): string | null {
  const mark = target.indexOf('?')
  const path = pathOf(mark < 0 ? target : target.slice(0, mark))
  if (path === null) return null
  if (mark < 0 || ALONE.test(path)) return path
  const query = new URLSearchParams(target.slice(mark + 1))
  if (query.has('q') || query.has('_action')) return null
  const asked: string[] = []
  for (const name of ASKED) {
    const values = query.getAll(name)
    if (values.length > 1 || values.some((value) => value !== '' && !VALUE.test(value))) return null
    if (values[0]) asked.push(`${name}=${values[0]}`)
  }
  return asked.length ? `${path}?${asked.join('&')}` : path
}

function pathOf(path: string): string | null {
  if (path === '/') return path
  const bare = (path.endsWith('/') ? path.slice(0, -1) : path).replace(NEEDLESS, decodeURIComponent)
  return bare.length <= LONGEST && PLAIN.test(bare) && !NEVER.test(bare) ? bare : null
}
