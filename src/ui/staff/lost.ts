import { typedOf } from '#src/fields.ts'
import type { Typed } from '#src/posts/draft.ts'
import type { Problems } from '#src/refusal.ts'
import { doneBy, type Sent, wrongIn } from './sent.ts'

/** Work that came with a request nobody may make (any more), to be carried through a sign-in. */
export interface Lost {
  typed: Typed
  problems: Problems
  status: number
}

/**
 * What must be kept when `requireRole` answered with a response: the form that was sent, or the sign-in over it that
 * failed or brought somebody who may not write. Null when there is a member, or when nothing was being written.
 */
export function lostWork(
  staff: unknown,
  wrong: Lost | undefined,
  signedIn: Sent<unknown>,
  back: Typed | undefined,
): Lost | null {
  if (!(staff instanceof Response)) return null
  if (back) return { typed: back, problems: { form: NOT_ALLOWED }, status: 403 }
  const failed = wrongIn(signedIn)
  if (failed && Object.keys(failed.typed).some((field) => !OF_SIGN_IN.has(field))) return failed
  if (!wrong) return null
  return { ...wrong, problems: wrong.status === 403 ? { form: NOT_ALLOWED } : {} }
}

/** What was written before a sign-in that has just gone well; undefined when there was none. */
export async function regained(request: Request, signedIn: Sent<unknown>): Promise<Typed | undefined> {
  if (!doneBy(signedIn)) return undefined
  const typed = Object.entries(typedOf(await request.formData())).filter(([field]) => !OF_SIGN_IN.has(field))
  return typed.length ? Object.fromEntries(typed) : undefined
}

const OF_SIGN_IN = new Set(['email', 'password', 'next'])
const NOT_ALLOWED = 'This role may not publish. Sign in as somebody who may; what you wrote is kept.'
