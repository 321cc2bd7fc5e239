import { setTimeout as breath } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { importer } from '#src/subscribers/import/step.ts'

/** Brings lists of people in, a stretch at each call; after it, it is others' turn to write for as long as it wrote. */
export function bringing(db: Db, now: () => number): () => Promise<boolean> {
  const lists = importer(db, { now, elapsed: () => performance.now() })
  return async () => {
    const brought = await lists.step()
    if (brought) await breath(Math.min(lists.held(), 100))
    return brought
  }
}
