/** What no page links to, and what the crawl begins with. */
export const SEEDS = [
  '/',
  '/history',
  '/subscribe',
  '/history.atom',
  '/history.rss',
  '/feed.json',
  '/closures.ics',
  '/badge.svg',
  '/badge/light.svg',
  '/badge/dark.svg',
  '/embed.js',
  '/embed/script.js',
  '/embed.json',
  '/sitemap.xml',
  '/robots.txt',
  '/summary.json',
  '/api/v2/summary.json',
  '/api/v2/status.json',
  '/api/v2/components.json',
  '/api/v2/incidents.json',
  '/api/v2/incidents/unresolved.json',
  '/api/v2/scheduled-maintenances.json',
  '/api/v2/scheduled-maintenances/upcoming.json',
  '/api/v2/scheduled-maintenances/active.json',
]

/** What is said at an address that is none. */
export const NOWHERE = '/404'

/** What only a running server can do, and files of the build, which are copied as they are. */
const NOT_COPIED =
  /^\/(?:admin|live|subscriptions|u|hooks|_actions|_astro|api\/v1|healthz|readyz|metrics)(?:\/|$)/
/** No other address of ours is ever a file's name: anything may be linked from a text. */
const PLAIN = /^\/(?!.*(?:\/\/|\/\.))[\w./~-]*$/
const POST = /^(?:\/[a-z]{2})?\/(?:incidents|closures|releases)\/[a-z0-9]+$/

/** Whether an address is the front page's, in whichever language. */
export function isFront(path: string): boolean {
  return /^\/(?:[a-z]{2})?$/.test(path)
}

/** Whether an address is a post's own, of which there may be very many. */
export function isPost(path: string): boolean {
  return POST.test(path)
}

/**
 * What files can answer to of a query: each makes a path of its own, `/uptime?component=abc` is `/uptime/component-abc`. Every month
 * for every component would be thousands of files that nobody asks for.
 */
const ASKED = ['component', 'page']
const VALUE = /^[\w-]{1,64}$/

/** The file that web servers and buckets give out for an address: `/history/2026-11` is `history/2026-11/index.html`. */
export function fileOf(address: string): string {
  if (address === NOWHERE) return '404.html'
  const name = inCopy(address).replace(/^\/+|\/+$/g, '')
  if (/\.\w+$/.test(name)) return name
  return name ? `${name}/index.html` : 'index.html'
}

/** An address as it is linked within the copy. */
function inCopy(address: string): string {
  const [path = '', query] = address.split('?')
  if (!query) return path
  const asked = [...new URLSearchParams(query)].map(([name, value]) => `/${name}-${value}`)
  return (path === '/' ? '' : path) + asked.join('')
}

/** A page with its links as they lead within the copy: what no file can answer to of their query is left out. */
export function withLinksOf(html: string, origin: string): string {
  return html.replace(/(\shref=")(\/[^"]*\?[^"]*)"/g, (whole, before: string, value: string) => {
    const url = URL.parse(unescaped(value), origin)
    return url ? `${before}${inCopy(addressOf(url))}${url.hash}"` : whole
  })
}

/** Our own addresses that a page or a sitemap names and that are copied. */
export function linksIn(html: string, origin: string): string[] {
  const named = html.matchAll(/\s(?:href|src|content)="([^"]*)"|<loc>([^<]*)<\/loc>/g)
  const found = [...named].flatMap(([, attribute, loc]) => {
    const value = attribute ?? loc ?? ''
    if (!value.startsWith('/') && !value.startsWith(`${origin}/`)) return []
    const url = URL.parse(unescaped(value), origin)
    const copied = url?.origin === origin && PLAIN.test(url.pathname) && !NOT_COPIED.test(url.pathname)
    return copied ? [addressOf(url)] : []
  })
  return [...new Set(found)]
}

function addressOf(url: URL): string {
  const path = url.pathname.replace(/(?<=.)\/$/, '')
  // There is one page to subscribe in a copy: the one that says why that cannot be done in it.
  if (/^(?:\/[a-z]{2})?\/subscribe$/.test(path)) return path
  const asked = ASKED.filter((name) => name === 'page' || /^(?:\/[a-z]{2})?\/uptime$/.test(path)).flatMap(
    (name) => {
      const value = url.searchParams.get(name) ?? ''
      return VALUE.test(value) ? [`${name}=${value}`] : []
    },
  )
  return asked.length ? `${path}?${asked.join('&')}` : path
}

function unescaped(value: string): string {
  return value.replaceAll('&#38;', '&').replaceAll('&amp;', '&')
}
