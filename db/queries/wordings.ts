import type { Selectable } from 'kysely'
import type { Db } from '../open.ts'
import type { WordingTable } from '../schema.ts'

/** Everything that staff say instead of our words: some dozens of rows at most. */
export function listWordings(db: Db): Promise<Selectable<WordingTable>[]> {
  return db.selectFrom('wordings').selectAll().orderBy('kind').orderBy('language').orderBy('part').execute()
}

export async function keepWordingRow(db: Db, row: WordingTable): Promise<void> {
  const { template, at, staff_id } = row
  await db
    .insertInto('wordings')
    .values(row)
    .onConflict((oc) => oc.columns(['kind', 'language', 'part']).doUpdateSet({ template, at, staff_id }))
    .execute()
}

/** Our own words stand again. */
export async function deleteWordingRow(
  db: Db,
  { kind, language, part }: Pick<WordingTable, 'kind' | 'language' | 'part'>,
): Promise<void> {
  await db
    .deleteFrom('wordings')
    .where('kind', '=', kind)
    .where('language', '=', language)
    .where('part', '=', part)
    .execute()
}
