import type { APIRoute } from 'astro'
import { listWindows } from '#db/queries/newest.ts'
import { listComponents } from '#db/queries/status.ts'
import { config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import { calendar } from '#src/feeds/calendar.ts'
import { mayKeep } from '#src/kept.ts'
import { readAsked } from './_asked.ts'

/** The coming ones and those of some years; whoever takes old ones off a calendar takes them off everybody's. */
const EVENTS = 300

export const GET: APIRoute = async ({ url, rewrite }) => {
  const asked = await readAsked(url)
  if (!asked || (asked.kind && asked.kind !== 'closure')) return rewrite('/404')
  const { page, component, path } = asked
  const [closures, components] = await Promise.all([
    listWindows(readDb(), component?.id, EVENTS),
    listComponents(readDb(), { archived: true }),
  ])
  const places = new Set(components.filter(({ sort }) => sort === 'place').map(({ id }) => id))
  const headers = new Headers({ 'content-type': 'text/calendar; charset=utf-8' })
  mayKeep(headers, { touches: ['posts', 'page'] })
  return new Response(calendar(closures, { page, origin: config().publicUrl, path, component, places }), {
    headers,
  })
}
