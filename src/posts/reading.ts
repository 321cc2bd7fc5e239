import { z } from 'zod'
import type { Problems } from '#src/refusal.ts'
import type { Typed } from './draft.ts'

/**
 * Reads each field by itself: what is right as its value, what is wrong as one sentence. One wrong field hides no other
 * fault, so that a form comes back once and not five times.
 */
export function readEach<Shape extends z.ZodRawShape>(
  shape: Shape,
  typed: Typed,
): { value: Partial<z.infer<z.ZodObject<Shape>>>; problems: Problems } {
  const value: Record<string, unknown> = {}
  const problems: Problems = {}
  for (const [name, field] of Object.entries(shape)) {
    const parsed = z.safeParse(field, typed[name])
    if (parsed.success) value[name] = parsed.data
    else problems[name] = parsed.error.issues[0]?.message ?? 'This cannot be read.'
  }
  return { value: value as Partial<z.infer<z.ZodObject<Shape>>>, problems }
}

/** The same problems in the order in which the form asks, so that the first is the one to begin with. */
export function inFormOrder(problems: Problems, order: readonly string[]): Problems {
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length)
  return Object.fromEntries(Object.entries(problems).sort(([a], [b]) => place(a) - place(b)))
}
