import type { APIRoute } from 'astro'
import { findPost } from '#db/queries/whole-posts.ts'
import { readDb } from '#src/database.ts'
import { impactIn, reach } from '#src/deliveries/audience.ts'
import { graverOf, KIND_NAMES } from '#src/posts/kinds.ts'
import { requireRole } from '#src/staff/require-role.ts'

/** How many people a post of `?kind=` about `?component=…`, as grave as `?impact=`, or more said of `?post=`, would reach now, by channel: for the composer's script. */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const asked = context.url.searchParams
  const kind = KIND_NAMES.find((name) => name === asked.get('kind')) ?? 'incident'
  const componentIds = asked.getAll('component').filter((id) => /^[a-z0-9]{1,64}$/i.test(id))
  const { impact } = impactIn(asked.get('impact'))
  const post = await findPost(readDb(), asked.get('post') ?? '')
  const about = post
    ? { kind, componentIds, postId: post.id, impact: graverOf(post.peakImpact, impact ?? null) }
    : { kind, componentIds, ...(impact ? { impact } : {}) }
  const counts = await reach(readDb(), about, Date.now())
  return Response.json(counts, { headers: { 'cache-control': 'no-store' } })
}
