import type { APIRoute } from 'astro'
import { db, readDb } from '#src/database.ts'
import { Refusal } from '#src/refusal.ts'
import { streamed } from '#src/server/streamed.ts'
import { prove } from '#src/staff/prove.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { cookieName } from '#src/staff/session.ts'
import { FORMATS, peopleAsCsv } from '#src/subscribers/csv.ts'
import { askedIn, narrowedBy } from '#src/subscribers/narrow.ts'
import { noteExport, noteExported } from '#src/subscribers/note-export.ts'
import { fieldsOf } from './_form.ts'

/** Subscribers as a file, for an admin who has shown that it is them; written down before the first row leaves (P3, W17). */
export const POST: APIRoute = async (context) => {
  const staff = await requireRole(context, 'admin')
  if (staff instanceof Response) return staff
  const read = await fieldsOf(context.request)
  const asked = askedIn(read)
  const secret = context.cookies.get(cookieName())?.value ?? ''
  const { narrowed, problem } = narrowedBy(asked, { whole: false })
  try {
    await prove(db(), staff, { secret, password: read('password') }, Date.now())
    if (problem) throw new Refusal('invalid', { q: problem })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const query = new URLSearchParams({ ...asked, wrong: error.message })
    return context.redirect(`/admin/subscribers/export?${query}`, 303)
  }
  const format = FORMATS.find((one) => one === read('format')) ?? 'whole'
  await noteExport(db(), { staff, now: Date.now() }, { format, by: Object.keys(asked) })
  const done = (rows: number) => noteExported(db(), { staff, now: Date.now() }, rows)
  return new Response(streamed(peopleAsCsv(readDb(), narrowed, format, done), context.locals.drained), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="subscribers-${format}.csv"`,
      'cache-control': 'no-store',
    },
  })
}
