import type { Typed } from '#src/posts/draft.ts'
import type { Problems } from '#src/refusal.ts'
import type { Again } from '../forms/shared.ts'

/** What `Astro.getActionResult` gives for one of our doors, if its form was the one sent. */
export type Sent<Done> =
  | { data?: { done: Done } | { problems: Problems; typed: Typed; status: number }; error?: unknown }
  | undefined

/** What was done, if the form was sent and nothing was wrong. */
export function doneBy<Done>(sent: Sent<Done>): Done | undefined {
  return sent?.data && 'done' in sent.data ? sent.data.done : undefined
}

/** What was wrong, if anything, with everything that was typed. */
export function wrongIn(...all: Sent<unknown>[]): (Required<Again> & { status: number }) | undefined {
  for (const sent of all) if (sent?.data && 'problems' in sent.data) return sent.data
  return undefined
}
