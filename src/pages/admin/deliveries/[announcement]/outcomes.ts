import type { APIRoute } from 'astro'
import { db, readDb } from '#src/database.ts'
import { noteExport, outcomesAsCsv } from '#src/deliveries/outcomes.ts'
import { Refusal } from '#src/refusal.ts'
import { streamed } from '#src/server/streamed.ts'
import { requireRole } from '#src/staff/require-role.ts'

/**
 * Every delivery of an announcement as a CSV file. The address has no ending of a file: below /admin are only pages, so
 * that nothing in front of us ever keeps one (W15).
 */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const id = Number(/^\d{1,15}$/.exec(context.params.announcement ?? '')?.[0] ?? 0)
  try {
    await noteExport(db(), id, { staff, now: Date.now() })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return new Response(error.message, { status: 404 })
  }
  return new Response(streamed(outcomesAsCsv(readDb(), id), context.locals.drained), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="outcomes-${id}.csv"`,
      'cache-control': 'no-store',
    },
  })
}
