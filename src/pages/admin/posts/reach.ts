import type { APIRoute } from 'astro'
import { readDb } from '#src/database.ts'
import { reach } from '#src/deliveries/audience.ts'
import { KIND_NAMES } from '#src/posts/kinds.ts'
import { requireRole } from '#src/staff/require-role.ts'

/** How many people a post of `?kind=` about `?component=…` would reach now, by channel: for the composer's script. */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const asked = context.url.searchParams
  const kind = KIND_NAMES.find((name) => name === asked.get('kind')) ?? 'incident'
  const componentIds = asked.getAll('component').filter((id) => /^[a-z0-9]{1,64}$/i.test(id))
  const counts = await reach(readDb(), { kind, componentIds }, Date.now())
  return Response.json(counts, { headers: { 'cache-control': 'no-store' } })
}
