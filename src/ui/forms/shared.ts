import type { Typed } from '#src/posts/draft.ts'
import type { Problems } from '#src/refusal.ts'

/** What a door gave back, if it found something wrong; every form piece takes it and finds its own part. */
export interface Again {
  typed?: Typed
  problems?: Problems
}

/** What one field shows: what was typed (or the value it began with), its problem, and the names that tie them together. */
export function fieldOf(name: string, again: Again | undefined, initial: string | undefined, hint?: string) {
  const id = `f-${name}`
  const problem = again?.problems?.[name]
  const typed = again?.typed?.[name]
  return {
    id,
    problem,
    value: again?.typed ? ((Array.isArray(typed) ? typed.at(-1) : typed) ?? '') : initial,
    attributes: {
      id,
      name,
      'aria-invalid': problem ? ('true' as const) : undefined,
      'aria-describedby':
        [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined,
      autofocus: firstWrong(again) === name || undefined,
    },
  }
}

/** The values chosen in a list of choices: what was typed, or what it began with. */
export function chosenOf(name: string, again: Again | undefined, initial: string[]): string[] {
  if (!again?.typed) return initial
  const typed = again.typed[name]
  return typed === undefined ? [] : Array.isArray(typed) ? typed : [typed]
}

/** The field on which the form opens again: the first with a problem. */
export function firstWrong(again: Again | undefined): string | undefined {
  return Object.keys(again?.problems ?? {}).find((name) => name !== 'form' && name !== 'signed_out')
}
