import { Migrator } from 'kysely/migration'
import { migrations } from './migrations/index.ts'
import { type Db, openDb } from './open.ts'

/**
 * Brings the schema up to date, each migration in one transaction, and returns the names of those that ran.
 * Throws, changing nothing, when the database knows a migration that this version does not (it is newer than us).
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

if (import.meta.main) {
  const db = openDb(process.env.DATABASE_URL ?? 'data/candor.db')
  const ran = await migrate(db)
  console.log(ran.length ? `Migrated: ${ran.join(', ')}` : 'The schema is up to date.')
  await db.destroy()
}
