import { execFileSync } from 'node:child_process'
import type { Options } from './args.ts'
import { claimAndSettle, publishAndExpand } from './claims.ts'
import { percentile, type Result, rounded, shown, spreadOf, table } from './figures.ts'
import { pinning } from './machine.ts'
import { seededWorlds, type World } from './world.ts'

interface Round {
  expand: number
  longestChunkMs: number
  /** Batch → rows a second. */
  rates: Record<number, number>
  /** Batch → time of one claim, ms. */
  claimMs: Record<number, number>
  /** Batch → processor time of this process a row, µs. */
  cpuUs: Record<number, number>
}

const BATCHES = [50, 500]

/**
 * The ledger by itself, through the functions that the sender calls: rows made, then claimed, their readers looked up, and
 * their results written, one batch after the other, each durable.
 */
export async function ledger(options: Options): Promise<Result> {
  const worlds = await seededWorlds(options.engine, options.recipients)
  pinOurselves()
  try {
    const rounds: Round[] = []
    for (let round = 1; round <= options.rounds; round++) {
      const world = await worlds.fresh()
      const one = await ledgerOnce(world, options.recipients).finally(() => world.drop())
      rounds.push(one)
      console.log(
        `Round ${round}: expands ${shown(one.expand)}/s, ${BATCHES.map((batch) => `batch ${batch} ${shown(one.rates[batch] ?? 0)}/s`).join(', ')}`,
      )
    }
    return resultOf(options, rounds)
  } finally {
    await worlds.drop()
  }
}

/** From here on we are the measured side; the database's own processes keep what they have. */
function pinOurselves(): void {
  const { measured, told } = pinning()
  console.log(told)
  if (measured.length) execFileSync('taskset', ['-cp', '0', String(process.pid)], { stdio: 'ignore' })
}

async function ledgerOnce(world: World, recipients: number): Promise<Round> {
  const expanded = await publishAndExpand(world, recipients)
  const rates: Round['rates'] = {}
  const claimMs: Round['claimMs'] = {}
  const cpuUs: Round['cpuUs'] = {}
  for (const batch of BATCHES) {
    const wanted = Math.floor(recipients / BATCHES.length)
    const { done, ms, claims, cpuUs: cpu } = await claimAndSettle(world.db, { batch, wanted })
    rates[batch] = (done / ms) * 1_000
    claimMs[batch] = percentile(claims, 0.5)
    cpuUs[batch] = cpu / done
  }
  return {
    expand: (recipients / expanded.ms) * 1_000,
    longestChunkMs: expanded.longest,
    rates,
    claimMs,
    cpuUs,
  }
}

function resultOf(options: Options, rounds: Round[]): Result {
  const of = (figure: (round: Round) => number) => spreadOf(rounds.map(figure))
  const expand = of((round) => round.expand)
  const rates = BATCHES.map((batch) => of((round) => round.rates[batch] ?? 0))
  const line = (name: string, { median, least, most }: ReturnType<typeof of>) => [
    name,
    shown(median),
    `${shown(least)}–${shown(most)}`,
  ]
  console.log(
    `\n${table([
      ['rows a second', 'median', 'least–most'],
      line('expand', expand),
      ...BATCHES.map((batch, i) =>
        line(`claim, read, settle: batch ${batch}`, rates[i] ?? spreadOf([Number.NaN])),
      ),
    ])}`,
  )
  const longest = Math.max(...rounds.map((round) => round.longestChunkMs))
  const figures = {
    rows_per_s_50: rounded(rates[0]?.median ?? 0),
    rows_per_s_500: rounded(rates[1]?.median ?? 0),
    cpu_us_per_row_500: rounded(of((round) => round.cpuUs[500] ?? 0).median),
    claim_ms_500: rounded(of((round) => round.claimMs[500] ?? 0).median),
    expand_rows_per_s: rounded(expand.median),
    longest_chunk_ms: rounded(longest),
    recipients: options.recipients,
    engine: options.engine,
    rounds: options.rounds,
  }
  const targets = [
    { what: 'longest chunk (F14)', value: longest, limit: { most: 50 }, unit: ' ms' },
    ...(options.engine === 'sqlite'
      ? [{ what: 'rows a second at batch 500', value: figures.rows_per_s_500, limit: { least: 40_000 } }]
      : []),
  ]
  return { figures, targets, faults: [] }
}
