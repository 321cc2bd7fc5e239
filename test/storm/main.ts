import '#test/support/setup.ts'
import { parseArgs } from 'node:util'
import { seeded } from '#test/support/histories.ts'
import { startPostgres } from '#test/support/postgres.ts'
import { type Findings, NOTHING, type Orders } from './part.ts'
import { PARTS, type PartName } from './parts/index.ts'
import { summary } from './summary.ts'

/**
 * `npm run storm`: the fault drill of the whole, with real processes. What it counts is what reached a relay and a
 * carrier, held against whom it subscribed. The last line is one JSON object; it exits with 1 when a promise is broken.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string', default: '30' },
    recipients: { type: 'string', default: '20000' },
    texts: { type: 'string', default: '300' },
    postgres: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
const names = Object.keys(PARTS) as PartName[]
const wanted = values.only?.split(',').map((name) => name.trim()) ?? names
for (const name of wanted)
  if (!names.includes(name as PartName)) {
    console.error(`There is no part named ${name}: use ${names.join(', ')}.`)
    process.exit(2)
  }

const postgres = values.postgres ? await startPostgres() : undefined
const parts: Record<string, Findings> = {}
console.log(`Storm with seed ${seed} on ${postgres ? 'PostgreSQL' : 'SQLite'}: ${wanted.join(', ')}`)
try {
  for (const name of wanted as PartName[]) parts[name] = await run(name)
} finally {
  await postgres?.stop()
}
const { line, slow, broken } = summary(parts, { seed, recipients: Number(values.recipients) })
if (slow) console.log(`  ${slow}`)
console.log(JSON.stringify(line))
process.exit(broken ? 1 : 0)

async function run(name: PartName): Promise<Findings> {
  const began = performance.now()
  const orders: Orders = {
    engine: postgres ? 'postgres' : 'sqlite',
    postgresUrl: postgres?.url ?? '',
    seed,
    random: seeded(seed + names.indexOf(name)),
    kills: Number(values.kills),
    recipients: Number(values.recipients),
    texts: Number(values.texts),
    linger: 12,
    // 0.05 % of a million at 200 kills.
    repeatsAKill: 2.5,
    say: (text) => console.log(`  ${name}: ${text}`),
  }
  console.log(`${name}: ${PARTS[name].about}`)
  const found = await PARTS[name].run(orders).catch((error: Error) => failed(error))
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  for (const sentence of found.broken) console.log(`  ${name}: ${sentence}`)
  console.log(`  ${name}: ${found.skipped ?? (found.broken.length ? 'BROKEN' : 'held')}, ${seconds} s`)
  return found
}

function failed(error: Error): Findings {
  return { ...NOTHING, broken: [`The drill itself failed: ${error.stack}`] }
}
