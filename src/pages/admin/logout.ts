import type { APIRoute } from 'astro'
import { db } from '#src/database.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { blankCookie, cookieName, endSession } from '#src/staff/session.ts'

/** Signs out. A POST, so that no link or picture of another site can do it. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'viewer')
  if (staff instanceof Response) return context.redirect('/admin/login', 303)
  const cookie = blankCookie()
  await endSession(db(), context.cookies.get(cookieName())?.value ?? '')
  context.cookies.set(cookie.name, cookie.value, cookie.attributes)
  return context.redirect('/admin/login', 303)
}
