import { rss } from '#src/feeds/rss.ts'
import { feedRoute } from './_feed.ts'

export const GET = feedRoute('application/rss+xml', rss)
