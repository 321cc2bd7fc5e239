import { type Bench, type Options, readOptions, USAGE, UsageFault } from './args.ts'
import { fanout } from './fanout.ts'
import { type Result, targetTable } from './figures.ts'
import { growth } from './growth.ts'
import { importing } from './import.ts'
import { interference } from './interference.ts'
import { ledger } from './ledger.ts'
import { Missing, machine } from './machine.ts'
import { page } from './page.ts'
import { priority } from './priority.ts'
import { leaveNothing } from './processes.ts'
import { slow } from './slow.ts'

/**
 * `npm run bench -- fanout` and its like: each measures the product as an operator runs it, prints a table, and last one line
 * of JSON. Ends with 0 after an honest run, whatever the figures; 1 when somebody was missed or told twice; 2 when it was
 * called wrongly; 3 when this machine lacks what it takes.
 */
const BENCH: Record<Bench, (options: Options) => Promise<Result>> = {
  fanout,
  ledger,
  growth,
  priority,
  interference,
  page,
  slow,
  import: importing,
}

leaveNothing()
// Benches sign nothing that anybody will read.
process.env.PUBLIC_URL ??= 'https://status.example'
process.env.SECRET_KEY ??= 'a key for measuring and nothing else'
process.env.LOG_LEVEL ??= 'warn'

try {
  const options = readOptions(process.argv.slice(2))
  console.log(machine())
  const { figures, targets, faults } = await BENCH[options.bench](options)
  console.log(`\n${targetTable(targets)}\n`)
  for (const fault of faults) console.error(`Not honest: ${fault}.`)
  console.log(JSON.stringify(figures))
  process.exitCode = faults.length ? 1 : 0
} catch (error) {
  if (error instanceof UsageFault) console.error(`${error.message}\n\n${USAGE}`)
  else console.error(error instanceof Missing ? error.message : error)
  process.exitCode = error instanceof UsageFault ? 2 : error instanceof Missing ? 3 : 1
}
process.exit()
