import { sql } from 'kysely'
import type { Db } from '#db/open.ts'

/** All rows of every table as text, by table: to find what is left of somebody, or that nothing has changed. */
export async function everyTable(db: Db): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    all.set(name, JSON.stringify(rows))
  }
  return all
}

/** The tables in which one of these words stands. */
export async function tablesWith(db: Db, words: string[]): Promise<string[]> {
  const all = [...(await everyTable(db))]
  return all.filter(([, said]) => words.some((word) => said.includes(word))).map(([name]) => name)
}
