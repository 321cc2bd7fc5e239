import { element, empty } from './xml.ts'

const SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
const LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'

/** An address and when it last changed, as far as that is known. */
export interface Place {
  url: string
  changedAt?: number
  /** The same in other languages, by their tags. */
  others?: { language: string; url: string }[]
}

/** Pages for search engines (https://www.sitemaps.org/protocol.html). */
export function sitemap(places: Place[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${SPACE}${places.some(({ others }) => others?.length) ? ` ${LINKS}` : ''}>\n${places.map((place) => entry('url', place)).join('\n')}\n</urlset>\n`
}

/** Where the parts of a long sitemap are. */
export function sitemapIndex(parts: Place[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex ${SPACE}>\n${parts.map((place) => entry('sitemap', place)).join('\n')}\n</sitemapindex>\n`
}

function entry(name: string, { url, changedAt, others = [] }: Place): string {
  const changed = changedAt === undefined ? '' : element('lastmod', new Date(changedAt).toISOString())
  return `<${name}>${element('loc', url)}${changed}${others.map(link).join('')}</${name}>`
}

function link({ language, url }: { language: string; url: string }): string {
  return empty('xhtml:link', { rel: 'alternate', hreflang: language, href: url })
}
