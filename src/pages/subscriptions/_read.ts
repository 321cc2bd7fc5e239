import { findComponents } from '#db/queries/status.ts'
import { readDb } from '#src/database.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import type { Choices } from '#src/subscribers/subscriber.ts'

/** Why a link opens nothing, as a value for a page to say; anything else stays a fault. */
export function refused(error: unknown): SpokenRefusal {
  if (error instanceof SpokenRefusal) return error
  throw error
}

/** What chosen components are called. */
export async function namesOf({ components }: Pick<Choices, 'components'>): Promise<'all' | string[]> {
  if (components === 'all') return 'all'
  return (await findComponents(readDb(), components)).map(({ name }) => name)
}
