import type { APIRoute } from 'astro'
import { findImport } from '#db/queries/subscriber-imports.ts'
import { readDb } from '#src/database.ts'
import { streamed } from '#src/server/streamed.ts'
import { requireRole } from '#src/staff/require-role.ts'
import { problemsAsCsv } from '#src/subscribers/csv.ts'

/** What was wrong with the lines of a list, without what stood in them, as a CSV file. */
export const GET: APIRoute = async (context) => {
  const staff = await requireRole(context, 'editor')
  if (staff instanceof Response) return staff
  const id = Number(/^\d{1,15}$/.exec(context.params.id ?? '')?.[0] ?? 0)
  if (!(await findImport(readDb(), id))) return new Response('There is no such list.', { status: 404 })
  return new Response(streamed(problemsAsCsv(readDb(), id), context.locals.drained), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="problems-${id}.csv"`,
      'cache-control': 'no-store',
    },
  })
}
