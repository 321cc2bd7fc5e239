import type { APIRoute } from 'astro'
import { db } from '#src/database.ts'
import { Refusal } from '#src/refusal.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { keepList } from '#src/subscribers/import/keep.ts'
import { fileIn } from '#src/subscribers/import/upload.ts'

/** Takes a list of people in, as it is; what is wrong with it is said on the page that it was chosen on. */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  try {
    const body = context.locals.body ?? Buffer.from(await context.request.arrayBuffer())
    const file = fileIn(body, context.request.headers.get('content-type') ?? '')
    const id = await keepList(db(), file, { staff, now: Date.now() })
    return context.redirect(`/admin/subscribers/imports/${id}`, 303)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const query = new URLSearchParams({ wrong: error.message })
    return context.redirect(`/admin/subscribers/imports?${query}`, 303)
  }
}
