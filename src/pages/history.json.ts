import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { listPublished } from '#db/queries/timeline.ts'
import { answerPublic, mayAsk, nothingHere } from '#src/api/public.ts'
import { readWorld } from '#src/api/world.ts'
import { readDb } from '#src/database.ts'
import { historyOf, quarterOf } from '#src/feeds/statuspage/history.ts'
import { changesAt } from '#src/feeds/statuspage.ts'
import { soonest } from '#src/kept.ts'
import { excerpt } from '#src/posts/markdown.ts'

/** Statuspage's history, three months to a page: `?page=2` are the three before. */
export const GET: APIRoute = async ({ url }) => {
  const page = await findPage(readDb())
  const number = Number(/^\d{1,3}$/.exec(url.searchParams.get('page') ?? '1')?.[0] ?? 0)
  if (!page || !number) return nothingHere()
  const now = Date.now()
  const quarter = quarterOf(number, page.time_zone, now)
  const posts = await listPublished(readDb(), quarter, ['incident', 'closure'])
  const world = await readWorld(readDb(), page, now, posts)
  const history = historyOf(posts, quarter, world, (body) => excerpt(body, 500))
  const turn = quarterOf(1, page.time_zone, now).to
  return answerPublic(history, ['posts', 'components'], soonest([changesAt(world), turn]))
}

export const OPTIONS: APIRoute = () => mayAsk()
