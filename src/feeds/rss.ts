import type { Feed, Item } from './feed.ts'
import { element, empty } from './xml.ts'

/** A feed as RSS 2.0; when an item last changed stands in Atom's own element, because RSS has none for it. */
export function rss(feed: Feed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
${element('title', feed.title)}
${element('link', feed.home)}
${element('description', feed.description)}
${element('language', feed.language)}
${element('pubDate', date(feed.updated))}
${element('lastBuildDate', date(feed.updated))}
${empty('atom:link', { rel: 'self', type: 'application/rss+xml', href: feed.self })}
${feed.items.map(item).join('\n')}
</channel>
</rss>
`
}

function item(item: Item): string {
  return `<item>
${element('guid', item.id, { isPermaLink: 'false' })}
${element('title', item.title)}
${element('link', item.url)}
${element('pubDate', date(item.published))}
${element('atom:updated', new Date(item.updated).toISOString())}
${element('dc:creator', item.author)}
${item.tags.map((tag) => element('category', tag)).join('')}
${element('description', item.html)}
</item>`
}

/** As RFC 822 wants it. */
function date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}
