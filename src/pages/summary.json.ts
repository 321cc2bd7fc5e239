import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { answerPublic, mayAsk, nothingHere } from '#src/api/public.ts'
import { readWorld } from '#src/api/world.ts'
import { readDb } from '#src/database.ts'
import { instatusSummary } from '#src/feeds/instatus.ts'
import { changesAt } from '#src/feeds/statuspage.ts'

/** What clients of Instatus ask for. */
export const GET: APIRoute = async () => {
  const page = await findPage(readDb())
  if (!page) return nothingHere()
  const world = await readWorld(readDb(), page, Date.now())
  return answerPublic(instatusSummary(world), ['posts', 'components'], changesAt(world))
}

export const OPTIONS: APIRoute = () => mayAsk()
