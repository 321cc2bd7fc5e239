import { KINDS, type Kind } from '#src/posts/kinds.ts'
import { excerpt } from '#src/posts/markdown.ts'
import type { Post } from '#src/posts/post.ts'
import { isLanguage, type Language } from '#src/words/language.ts'
import { contentOf } from './content.ts'
import { oneLine } from './xml.ts'

/** What a feed says, whatever it is written in. Addresses are absolute, instants in milliseconds. */
export interface Feed {
  id: string
  title: string
  description: string
  /** The page that it is the feed of. */
  home: string
  /** Its own address. */
  self: string
  author: string
  /** The page's own: in which most of it is written. */
  language: Language
  updated: number
  items: Item[]
}

export interface Item {
  /** A tag URI (RFC 4151); never changes while the page keeps its host name. */
  id: string
  url: string
  title: string
  published: number
  /** When something was last said, or what was said was changed. */
  updated: number
  /** Safe HTML: every update, newest first. */
  html: string
  summary: string
  author: string
  tags: string[]
}

export interface About {
  page: { name: string; time_zone: string; created_at: number; language?: string }
  /** PUBLIC_URL. */
  origin: string
  /** Path and query of the feed itself. */
  path: string
  kind?: Kind
  component?: { id: string; name: string }
}

/** The newest posts as a feed: an item for each, the one that changed last first. */
export function feedOf(posts: Post[], about: About): Feed {
  const { page, origin, path, kind, component } = about
  const host = new URL(origin).hostname
  const what = kind ? KINDS[kind].plural : 'everything we told'
  const items = posts
    .map((post) => itemOf(post, about, host))
    .sort((a, b) => b.updated - a.updated || b.published - a.published)
  return {
    id: tagUri(host, page.created_at, `history${narrowed(about)}`),
    title: oneLine(`${page.name} Status${component ? `: ${component.name}` : ''}`),
    description: oneLine(`${page.name}: ${what}${component ? ` about ${component.name}` : ''}, newest first`),
    home: `${origin}/`,
    self: origin + path,
    author: oneLine(page.name),
    language: isLanguage(page.language) ? page.language : 'en',
    updated: items[0]?.updated ?? page.created_at,
    items,
  }
}

function narrowed({ kind, component }: About): string {
  return `${kind ? `/${KINDS[kind].path}` : ''}${component ? `/${component.id}` : ''}`
}

function itemOf(post: Post, { page, origin }: About, host: string): Item {
  const { label, path } = KINDS[post.kind]
  const url = `${origin}/${path}/${post.id}`
  return {
    id: tagUri(host, post.publishedAt, `${label}/${post.id}`),
    url,
    title: oneLine(post.title) || label,
    published: post.publishedAt,
    updated: changedAt(post),
    html: contentOf(post, page.time_zone, url),
    summary: oneLine(excerpt(post.updates[0]?.body ?? '', 280)),
    author: oneLine(post.authorName ?? page.name),
    tags: [label, ...post.labels, ...post.components.map(({ name }) => name)].map(oneLine).filter(Boolean),
  }
}

/** The last instant at which a post said something new, or something else than before. */
export function changedAt(post: Pick<Post, 'publishedAt' | 'updatedAt' | 'updates'>): number {
  const said = post.updates.flatMap(({ publishedAt, editedAt }) => [publishedAt, editedAt ?? 0])
  return Math.max(post.publishedAt, post.updatedAt, ...said)
}

/** The day in it is one on which the host was ours, as RFC 4151 wants it. */
function tagUri(host: string, at: number, specific: string): string {
  return `tag:${host},${new Date(at).toISOString().slice(0, 10)}:${specific}`
}
