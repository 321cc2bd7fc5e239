import { parseArgs } from 'node:util'

/** What every bench may be told on its command line. */
export interface Options {
  bench: Bench
  recipients: number
  engine: 'sqlite' | 'postgres'
  rounds: number
  connections: number
  /** The relay answers so much later, in ms. */
  delay: number
  /** Ours runs once more under the profiler. */
  profile: boolean
}

export const BENCHES = [
  'fanout',
  'ledger',
  'growth',
  'priority',
  'interference',
  'page',
  'slow',
  'import',
] as const
export type Bench = (typeof BENCHES)[number]

/** How many recipients where nothing is said, in the order of a run that takes a minute or two. */
const RECIPIENTS: Record<Bench, number> = {
  fanout: 100_000,
  ledger: 200_000,
  growth: 1_000_000,
  priority: 1_000_000,
  interference: 400_000,
  page: 100,
  slow: 100,
  import: 100_000,
}

export const USAGE = `npm run bench -- ${BENCHES.join(' | ')}
  --recipients N   how many subscribers (${BENCHES.map((bench) => `${bench} ${RECIPIENTS[bench]}`).join(', ')})
  --postgres       PostgreSQL instead of SQLite
  --rounds N       how often each side has its turn (3)
  --connections N  SMTP connections at once (8)
  --delay MS       the relay answers so much later (0); all sides then write to our own sink
  --profile        one more round of ours with the profiler, and where its time went`

/** What was typed wrong, as a sentence. */
export class UsageFault extends Error {}

/** Reads the words after `npm run bench --`. Throws a {@link UsageFault}. */
export function readOptions(words: string[]): Options {
  const { values, positionals } = parsed(words)
  const bench = BENCHES.find((one) => one === positionals[0])
  if (!bench || positionals.length > 1)
    throw new UsageFault(`Say which bench, one of: ${BENCHES.join(', ')}.`)
  return {
    bench,
    recipients: whole('recipients', values.recipients, RECIPIENTS[bench], 100, 5_000_000),
    engine: values.postgres ? 'postgres' : 'sqlite',
    rounds: whole('rounds', values.rounds, 3, 1, 100),
    connections: whole('connections', values.connections, 8, 1, 256),
    delay: whole('delay', values.delay, 0, 0, 10_000),
    profile: values.profile ?? false,
  }
}

function parsed(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        recipients: { type: 'string' },
        postgres: { type: 'boolean' },
        rounds: { type: 'string' },
        connections: { type: 'string' },
        delay: { type: 'string' },
        profile: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageFault((error as Error).message)
  }
}

function whole(name: string, text: string | undefined, usual: number, least: number, most: number): number {
  if (text === undefined) return usual
  const number = Number(text.replaceAll(/[_,]/g, ''))
  if (!Number.isInteger(number) || number < least || number > most)
    throw new UsageFault(`--${name} must be a whole number from ${least} to ${most}.`)
  return number
}
