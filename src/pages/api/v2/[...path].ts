import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { listLastPublished } from '#db/queries/timeline.ts'
import { answerPublic, mayAsk, nothingHere } from '#src/api/public.ts'
import { readWorld } from '#src/api/world.ts'
import { readDb } from '#src/database.ts'
import { type Address, ANSWERS, changesAt } from '#src/feeds/statuspage.ts'

/** Statuspage's public API: what its clients ask for by these addresses, they get here in its shapes. */
export const GET: APIRoute = async ({ params }) => {
  const path = params.path ?? ''
  const page = await findPage(readDb())
  if (!page || !Object.hasOwn(ANSWERS, path)) return nothingHere()
  const now = Date.now()
  const kind = RECENT[path]
  const recent = kind ? await listLastPublished(readDb(), kind, 50) : []
  const world = await readWorld(readDb(), page, now, recent)
  return answerPublic(ANSWERS[path as Address](world, recent), ['posts', 'components'], changesAt(world))
}

export const OPTIONS: APIRoute = () => mayAsk()

/** These tell the newest fifty of a kind. */
const RECENT: Record<string, 'incident' | 'closure' | undefined> = {
  'incidents.json': 'incident',
  'scheduled-maintenances.json': 'closure',
}
