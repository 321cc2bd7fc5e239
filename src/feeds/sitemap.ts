import { element } from './xml.ts'

const SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** An address and when it last changed, as far as that is known. */
export interface Place {
  url: string
  changedAt?: number
}

/** Pages for search engines (https://www.sitemaps.org/protocol.html). */
export function sitemap(places: Place[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${SPACE}>\n${places.map((place) => entry('url', place)).join('\n')}\n</urlset>\n`
}

/** Where the parts of a long sitemap are. */
export function sitemapIndex(parts: Place[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex ${SPACE}>\n${parts.map((place) => entry('sitemap', place)).join('\n')}\n</sitemapindex>\n`
}

function entry(name: string, { url, changedAt }: Place): string {
  const changed = changedAt === undefined ? '' : element('lastmod', new Date(changedAt).toISOString())
  return `<${name}>${element('loc', url)}${changed}</${name}>`
}
