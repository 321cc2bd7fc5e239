import { writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/**
 * Preloaded into a sender that is measured. Leaves in the file BENCH_PROBE, when it ends, how large its heap ever was (MiB)
 * and, with BENCH_STATEMENTS, how long it was in each SQLite statement. Plain JavaScript: what strips types from TypeScript
 * takes 20 MiB, which would be counted as the sender's.
 */
let most = 0
const look = () => {
  most = Math.max(most, process.memoryUsage().heapUsed)
}
setInterval(look, 250).unref()

const statements = new Map()

if (process.env.BENCH_STATEMENTS) {
  const { prepare } = Sqlite.prototype
  Sqlite.prototype.prepare = function (text) {
    const statement = prepare.call(this, text)
    const spent = statements.get(text) ?? { text, ms: 0, times: 0 }
    statements.set(text, spent)
    for (const name of ['all', 'run', 'get']) {
      const real = statement[name].bind(statement)
      Object.defineProperty(statement, name, {
        value: (...values) => {
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
  }
}

process.once('exit', () => {
  look()
  const found = { heapMib: most / 1_048_576, statements: [...statements.values()] }
  if (process.env.BENCH_PROBE) writeFileSync(process.env.BENCH_PROBE, JSON.stringify(found))
})
