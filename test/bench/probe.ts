import { writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/**
 * Preloaded into a sender that is measured. Leaves in the file BENCH_PROBE, when it ends, how large its heap ever was (MiB)
 * and, with BENCH_STATEMENTS, how long it was in each SQLite statement.
 */
let most = 0
const look = () => {
  most = Math.max(most, process.memoryUsage().heapUsed)
}
setInterval(look, 250).unref()

export interface StatementTime {
  text: string
  ms: number
  times: number
}

const statements = new Map<string, StatementTime>()

if (process.env.BENCH_STATEMENTS) {
  const { prepare } = Sqlite.prototype
  Sqlite.prototype.prepare = function (this: Sqlite.Database, text: string) {
    const statement = prepare.call(this, text)
    const spent = statements.get(text) ?? { text, ms: 0, times: 0 }
    statements.set(text, spent)
    for (const name of ['all', 'run', 'get'] as const) {
      const real = statement[name].bind(statement) as (...values: unknown[]) => unknown
      Object.defineProperty(statement, name, {
        value: (...values: unknown[]) => {
          const began = performance.now()
          try {
            return real(...values)
          } finally {
            spent.ms += performance.now() - began
            spent.times += 1
          }
        },
      })
    }
    return statement
  } as typeof prepare
}

process.once('exit', () => {
  look()
  const found = { heapMib: most / 1_048_576, statements: [...statements.values()] }
  if (process.env.BENCH_PROBE) writeFileSync(process.env.BENCH_PROBE, JSON.stringify(found))
})
