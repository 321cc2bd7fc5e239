import { jsonFeed } from '#src/feeds/json.ts'
import { feedRoute } from './_feed.ts'

export const GET = feedRoute('application/feed+json', jsonFeed)
