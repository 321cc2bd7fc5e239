import { Readable } from 'node:stream'
import { parseFeed as rowan } from '@rowanmanning/feed-parser'
import FeedParser from 'feedparser'
import { parseFeed as feedsmith } from 'feedsmith'
import { decode } from 'html-entities'
import RssParser from 'rss-parser'

/** What a reader makes of one item, in words that all readers share; html without the spaces around it. */
export interface Read {
  id: string | undefined
  title: string | undefined
  url: string | undefined
  published: string | undefined
  html: string | undefined
}

type Reader = (text: string) => Promise<Read[]>

const iso = (value: string | Date | null | undefined) =>
  value ? new Date(value).toISOString().replace('.000Z', 'Z') : undefined
const read = (
  id?: string | null,
  title?: string | null,
  url?: string | null,
  at?: string | Date | null,
  html?: string | null,
): Read => ({
  id: id ?? undefined,
  title: title ?? undefined,
  url: url ?? undefined,
  published: iso(at),
  html: html?.trim(),
})

/** Four that people use, each by other hands. */
export const READERS: Record<string, Reader> = {
  feedsmith: async (text) => {
    const { format, feed } = feedsmith(text)
    if (format === 'atom')
      return (feed.entries ?? []).map((one) =>
        read(one.id, textIn(one.title), one.links?.[0]?.href, one.published, textIn(one.content)),
      )
    if (format === 'rss')
      return (feed.items ?? []).map((one) =>
        read(one.guid?.value, textIn(one.title), one.link, one.pubDate, textIn(one.description)),
      )
    if (format === 'json')
      return (feed.items ?? []).map((one) =>
        read(one.id, one.title, one.url, one.date_published, one.content_html),
      )
    throw new Error(`feedsmith takes it for ${format}`)
  },
  'rss-parser': async (text) => {
    const { items } = await new RssParser().parseString(text)
    return items.map((one) => {
      const own = one as typeof one & { id?: string; pubDate?: string }
      return read(own.guid ?? own.id, own.title, own.link, own.pubDate, own.content)
    })
  },
  '@rowanmanning/feed-parser': async (text) =>
    rowan(text).items.map((one) =>
      read(one.id, one.title, one.url, one.published, one.content ?? one.description),
    ),
  feedparser: (text) =>
    new Promise((resolve, reject) => {
      const items: Read[] = []
      const parser = new FeedParser({ addmeta: false })
      parser.on('error', reject)
      parser.on('data', (one) =>
        items.push(read(one.guid, one.title, one.link, one.pubdate, one.description)),
      )
      parser.on('end', () => resolve(items))
      Readable.from([text]).pipe(parser)
    }),
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value && typeof value === 'object' && 'value' in value ? String(value.value) : undefined
}

/** What readers do to every text they read, whoever wrote it: one decodes once more, one takes tags out of titles. */
export const HABITS: Record<string, (read: Read) => Read> = {
  '@rowanmanning/feed-parser': (one) => ({ ...one, title: decode(one.title), html: decode(one.html) }),
  feedparser: (one) => ({ ...one, title: one.title?.replace(/<[^>]+>/g, '') }),
}
