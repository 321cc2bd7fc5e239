import { type Db, transact } from '#db/open.ts'
import { clearImport, clearProblems } from '#db/queries/import-rows.ts'
import { deleteImport, listStaleImports } from '#db/queries/subscriber-imports.ts'

const DAY = 86_400_000

/** Forgets lists with which nobody has gone on for a week, and what is kept of those that came in three months ago. */
export async function purgeImports(db: Db, now: number): Promise<void> {
  for (const { id } of await listStaleImports(db, now - 7 * DAY, now - 90 * DAY)) {
    while (await transact(db, (tx) => clearImport(tx, id, 1_000)));
    while (await transact(db, (tx) => clearProblems(tx, id, 1_000)));
    await transact(db, (tx) => deleteImport(tx, id))
  }
}
