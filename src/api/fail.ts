import { type Problems, Refusal } from '#src/refusal.ts'
import { troubleInWords, troubleOf } from '#src/trouble.ts'

/** Refused before any verb was asked. */
export class Unfit extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

const STATUS = { invalid: 422, not_found: 404, forbidden: 403, conflict: 409, limited: 429 } as const

/** What the forms call a thing, and what Statuspage does. */
const NAMES: Record<string, string> = {
  title: 'name',
  state: 'status',
  starts: 'scheduled_for',
  ends: 'scheduled_until',
  impact: 'impact_override',
  group: 'group_id',
  started_on: 'start_date',
  about: 'page_description',
  zone: 'time_zone',
  phone: 'phone_number',
}

/** The answer to a request that failed, or undefined for a fault that nobody foresaw. */
export function failed(error: unknown): Response | undefined {
  if (error instanceof Unfit) return refusal(error.status, error.code, error.message, {}, error.headers)
  if (error instanceof Refusal) {
    const fields = Object.fromEntries(
      Object.entries(error.problems).map(([field, sentence]) => [NAMES[field] ?? field, sentence]),
    )
    return refusal(STATUS[error.code], error.code, inOne(fields), fields)
  }
  const trouble = troubleOf(error)
  if (!trouble) return undefined
  return refusal(503, 'unavailable', troubleInWords(trouble, true), {}, { 'retry-after': '10' })
}

/** Statuspage's clients read `message`; ours read `error`. */
function refusal(
  status: number,
  code: string,
  message: string,
  fields: Problems,
  headers: Record<string, string> = {},
): Response {
  const body = { message, error: { code, message, fields } }
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

function inOne(fields: Problems): string {
  return Object.entries(fields)
    .map(([field, sentence]) => (field === 'form' ? sentence : `${field}: ${sentence}`))
    .join(' ')
}
