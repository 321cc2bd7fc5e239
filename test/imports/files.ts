import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { importStatuspage, readExports } from '#src/imports/statuspage/import.ts'

const ROOT = new URL('../../', import.meta.url)

/** A file of our own in the shape of Statuspage's public API. */
export const fixture = (name: string) => new URL(`test/fixtures/statuspage/${name}`, ROOT).pathname
export const ALL = ['incidents.json', 'scheduled-maintenances.json', 'components.json'].map(fixture)

/** A real file of others, when the shared collection lies beside the project. */
export const real = (name: string) => new URL(`../shared/data/statuspage/${name}`, ROOT).pathname
export const realIsThere = existsSync(real('github/incidents.json'))

// biome-ignore lint/suspicious/noExplicitAny: tests bend JSON into every shape
export function json(name: string): any {
  return JSON.parse(readFileSync(fixture(name), 'utf8'))
}

export async function importFiles(db: Db, names: string[], now: number) {
  return importStatuspage(db, await readExports(names, now), now)
}

const TABLES =
  'page component_groups components posts post_components updates update_components revisions audit'

/** How many rows every table that an import may touch has. */
export async function rowCounts(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of TABLES.split(' ')) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      db,
    )
    counts[table] = Number(rows[0]?.count)
  }
  return counts
}

/** Everything an import may touch, row by row. */
export async function everything(db: Db): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const table of TABLES.split(' ')) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db)
    all[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return all
}
