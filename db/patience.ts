import { setTimeout as pause } from 'node:timers/promises'
import { type DatabaseConnection, type Driver, SqliteDialect, type SqliteDialectConfig } from 'kysely'

/** How long a writer waits for the lock of another before its work is refused with SQLITE_BUSY. */
const PATIENCE_MS = 10_000
const LONGEST_PAUSE_MS = 20

/**
 * SQLite's own waiting stands still with the whole process, and every page with it. Here a statement that finds the file
 * locked is tried again after a pause in which everything else goes on.
 */
export class PatientDialect extends SqliteDialect {
  readonly #patienceMs: number
  constructor(config: SqliteDialectConfig, patienceMs = PATIENCE_MS) {
    super(config)
    this.#patienceMs = patienceMs
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    let connection: DatabaseConnection | undefined
    driver.acquireConnection = async () => {
      connection ??= patient(await acquire(), this.#patienceMs)
      return connection
    }
    const rollBack = driver.rollbackTransaction.bind(driver)
    driver.rollbackTransaction = (held) => rollBack(held).catch(unlessRolledBack)
    return driver
  }
}

/** On a full disk SQLite has taken everything back by itself; saying so must not hide why. */
function unlessRolledBack(error: Error): void {
  if (!/no transaction is active/.test(error.message)) throw error
}

/** A locked file can be read: that says nothing about its lock. */
const READS = /^\s*(select|pragma)\b/i

/** Whoever comes while the file has been locked for that long already is refused at once: they queue behind each other. */
function patient(inner: DatabaseConnection, patienceMs: number): DatabaseConnection {
  const locked = { since: 0, seen: Number.NEGATIVE_INFINITY }

  /** Throws the error when it is another one, or when the lock has been held for too long. */
  function bear(error: unknown): void {
    const at = performance.now()
    if (!(error as NodeJS.ErrnoException).code?.startsWith('SQLITE_BUSY')) throw error
    if (at - locked.seen > 1_000) locked.since = at
    locked.seen = at
    if (at - locked.since > patienceMs) throw error
  }

  return {
    streamQuery: (query, size) => inner.streamQuery(query, size),
    async executeQuery<Row>(query: Parameters<DatabaseConnection['executeQuery']>[0]) {
      for (let ms = 1; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
        try {
          const result = await inner.executeQuery<Row>(query)
          if (!READS.test(query.sql)) locked.seen = Number.NEGATIVE_INFINITY
          return result
        } catch (error) {
          bear(error)
          await pause(ms)
        }
      }
    },
  }
}
