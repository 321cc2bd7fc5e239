import type { Feed, Item } from './feed.ts'
import { element, empty } from './xml.ts'

/** A feed as Atom (RFC 4287). */
export function atom(feed: Feed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}">
${element('id', feed.id)}
${element('title', feed.title)}
${element('subtitle', feed.description)}
${element('updated', instant(feed.updated))}
${empty('link', { rel: 'alternate', type: 'text/html', href: feed.home })}
${empty('link', { rel: 'self', type: 'application/atom+xml', href: feed.self })}
<author>${element('name', feed.author)}</author>
${feed.items.map(entry).join('\n')}
</feed>
`
}

function entry(item: Item): string {
  return `<entry>
${element('id', item.id)}
${element('title', item.title)}
${element('published', instant(item.published))}
${element('updated', instant(item.updated))}
${empty('link', { rel: 'alternate', type: 'text/html', href: item.url })}
<author>${element('name', item.author)}</author>
${item.tags.map((term) => empty('category', { term })).join('')}
${element('summary', item.summary)}
${element('content', item.html, { type: 'html' })}
</entry>`
}

function instant(at: number): string {
  return new Date(at).toISOString()
}
