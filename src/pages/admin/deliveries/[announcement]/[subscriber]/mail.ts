import type { APIRoute } from 'astro'
import { readDb } from '#src/database.ts'
import { findTold } from '#src/deliveries/told.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { allows } from '#src/staff/roles.ts'

/** The mail that one subscriber got, drawn as a mail program draws it: for a frame of our own, where it can do nothing. */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'viewer')
  if (staff instanceof Response) return staff
  const number = (text: string | undefined) => Number(/^\d{1,15}$/.exec(text ?? '')?.[0] ?? 0)
  const { announcement, subscriber } = context.params
  const by = { masked: !allows(staff.role, 'editor'), now: Date.now() }
  const told = await findTold(readDb(), number(announcement), number(subscriber), by)
  if (told?.message?.channel !== 'email') return new Response('There is no such mail.', { status: 404 })
  return new Response(told.message.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // A mail carries its own style; it may do nothing else, and only we may frame it.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    },
  })
}
