import type { APIRoute } from 'astro'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { db, readDb } from '#src/database.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { cookieName, memberOf } from '#src/staff/session.ts'
import { room } from '../_room.ts'

/** How an announcement comes along, told every second as server-sent events until it is through. */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'viewer')
  if (staff instanceof Response) return staff
  const id = Number(/^\d{1,15}$/.exec(context.params.announcement ?? '')?.[0] ?? 0)
  const announcement = await findAnnouncement(readDb(), id)
  if (!announcement?.post_id) return new Response('There is no such announcement.', { status: 404 })
  const secret = context.cookies.get(cookieName())?.value ?? ''
  const events = room.join(id, async () => (await memberOf(db(), secret, Date.now())) !== null)
  if (!events)
    return new Response('Too many are watching now.', { status: 503, headers: { 'retry-after': '30' } })
  void room.tick()
  return new Response(events, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that gather an answer before they pass it on would keep it to themselves.
      'x-accel-buffering': 'no',
    },
  })
}
