import { setTimeout as breath } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { importer } from '#src/subscribers/import/step.ts'

/** Brings lists of people in, a stretch at each call; after it, it is others' turn for as long as it took. */
export function bringing(db: Db, now: () => number): () => Promise<boolean> {
  const lists = importer(db, { now, elapsed: () => performance.now() })
  return async () => {
    const began = performance.now()
    const brought = await lists.step()
    if (brought) await breath(Math.min(performance.now() - began, 100))
    return brought
  }
}
