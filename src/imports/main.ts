import { parseArgs } from 'node:util'
import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/open.ts'
import { ImportFault } from './fault.ts'
import { progressBar } from './progress.ts'
import { importStatuspage, readExports } from './statuspage/import.ts'
import { summaryOf } from './summary.ts'

const USAGE = `Usage: npm run import -- statuspage FILE…

Brings the history of another status page into this one, back-dated and without telling anybody.
FILE: what Statuspage’s public API answers, saved or as an http(s) address, several at once in any order:
      incidents.json, scheduled-maintenances.json, components.json, summary.json
The same files again change nothing; newer ones bring what is new. DATABASE_URL says where to.`

/** Runs the command; resolves with the exit code: 0 done, 1 refused with one sentence, 2 called wrongly. */
async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return 0
  }
  const files = filesOf(args)
  if (!files) {
    console.error(USAGE)
    return 2
  }
  let begun = false
  try {
    const now = Date.now()
    const exports = await readExports(files, now)
    const db = openDb(process.env.DATABASE_URL || 'data/candor.db', 'command')
    const bar = progressBar(updatesIn(exports), process.stderr)
    const add = (updates: number) => {
      begun = true
      bar.add(updates)
    }
    try {
      await migrate(db)
      const kept = await importStatuspage(db, exports, now, add)
      bar.end()
      console.log(summaryOf(kept, (Date.now() - now) / 1000))
    } finally {
      bar.end()
      await db.destroy()
    }
    return 0
  } catch (error) {
    const how = begun ? 'The import ended half-way; run it again and it goes on' : 'Nothing was imported'
    console.error(error instanceof ImportFault ? error.message : `${how}: ${reasonOf(error)}`)
    return 1
  }
}

/** What a database or a driver says; some say it only by a code. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}

function filesOf(args: string[]): string[] | undefined {
  try {
    const { positionals } = parseArgs({ args, allowPositionals: true })
    const [from, ...files] = positionals
    return from === 'statuspage' && files.length ? files : undefined
  } catch {
    return undefined
  }
}

function updatesIn(exports: Awaited<ReturnType<typeof readExports>>): number {
  return exports
    .flatMap(({ answer }) => [...(answer.incidents ?? []), ...(answer.scheduled_maintenances ?? [])])
    .reduce((sum, entry) => sum + (entry.incident_updates?.length || 1), 0)
}

process.exitCode = await main(process.argv.slice(2))
