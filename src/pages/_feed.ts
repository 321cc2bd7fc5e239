import type { APIRoute } from 'astro'
import { listNewest } from '#db/queries/newest.ts'
import { config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import { type Feed, feedOf } from '#src/feeds/feed.ts'
import { mayKeep } from '#src/kept.ts'
import { readAsked } from './_asked.ts'

/** As many as readers of feeds fetch anyway; what is older stands in the history. */
const ITEMS = 50

/** The route of a feed in one of its formats. */
export function feedRoute(type: string, write: (feed: Feed) => string): APIRoute {
  return async ({ url, rewrite }) => {
    const asked = await readAsked(url)
    if (!asked) return rewrite('/404')
    const { page, kind, component, path } = asked
    const posts = await listNewest(readDb(), { kind, componentId: component?.id }, ITEMS)
    const feed = feedOf(posts, { page, origin: config().publicUrl, path, kind, component })
    const headers = new Headers({ 'content-type': `${type}; charset=utf-8` })
    mayKeep(headers, { touches: ['posts', 'page'] })
    return new Response(write(feed), { headers })
  }
}
