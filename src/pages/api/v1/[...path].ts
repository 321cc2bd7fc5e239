import type { APIRoute } from 'astro'
import { answerApi } from '#src/api/answer.ts'
import { db, readDb } from '#src/database.ts'

/** Statuspage's manage API: every method of every address, by the table in src/api/doors.ts. */
export const ALL: APIRoute = ({ request, params }) =>
  answerApi(request, `/${params.path ?? ''}`, { db: db(), readDb: readDb(), now: Date.now() })
