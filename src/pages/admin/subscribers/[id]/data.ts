import type { APIRoute } from 'astro'
import { insertAudit } from '#db/queries/audit.ts'
import { findSubscriber } from '#db/queries/subscribers.ts'
import { db, readDb } from '#src/database.ts'
import { Refusal } from '#src/refusal.ts'
import { prove } from '#src/staff/prove.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { cookieName } from '#src/staff/session.ts'
import { exportOf } from '#src/subscribers/export.ts'
import { fieldsOf } from '../_form.ts'

/** All that is kept of one subscriber, for whoever asked staff for it (P2); written down, for an admin who is shown to be one. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'admin')
  if (staff instanceof Response) return staff
  const id = Number(/^\d{1,15}$/.exec(context.params.id ?? '')?.[0] ?? 0)
  const subscriber = await findSubscriber(readDb(), id)
  if (!subscriber) return new Response('There is no such subscriber.', { status: 404 })
  const password = (await fieldsOf(context.request))('password')
  const secret = context.cookies.get(cookieName())?.value ?? ''
  try {
    await prove(db(), staff, { secret, password }, Date.now())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const query = new URLSearchParams({ wrong: error.message })
    return context.redirect(`/admin/subscribers/${id}?${query}#rights`, 303)
  }
  const entry = { at: Date.now(), staff, action: 'subscriber.export', object: String(id) }
  await insertAudit(db(), entry)
  return new Response(JSON.stringify(await exportOf(readDb(), subscriber), null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="subscriber-${id}.json"`,
      'cache-control': 'no-store',
    },
  })
}
