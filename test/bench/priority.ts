import { tally } from '#db/queries/progress.ts'
import { startSink } from '#test/support/sink.ts'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { type Result, rounded, shown, spreadOf } from './figures.ts'
import { pinning } from './machine.ts'
import { openPublisher } from './publisher.ts'
import { seedSubscribers } from './seed.ts'
import { settings, startSender } from './sender.ts'
import { seededWorlds, type Worlds } from './world.ts'

interface Round {
  firstMs: number
  share: number
  lineRate: number
  faults: string[]
}

/** A release to everybody is under way; an incident to a few must overtake it, and the release must still move. */
export async function priority(options: Options): Promise<Result> {
  const urgent = Math.max(100, Math.round(options.recipients / 100))
  console.log(pinning().told)
  const worlds = await seededWorlds(options.engine, options.recipients, {
    wants: 'release',
    fill: (db) =>
      seedSubscribers(db, options.engine, { from: 1, to: urgent, name: 'urgent', wants: 'incident' }),
  })
  try {
    const rounds: Round[] = []
    for (let round = 1; round <= options.rounds; round++) {
      const one = await priorityOnce(worlds, options, urgent)
      rounds.push(one)
      console.log(
        `Round ${round}: first mail after ${shown(one.firstMs)} ms, then ${shown(one.share * 100)} % of ${shown(one.lineRate)}/s`,
      )
    }
    return resultOf(options, urgent, rounds)
  } finally {
    await worlds.drop()
  }
}

async function priorityOnce(worlds: Worlds, options: Options, urgent: number): Promise<Round> {
  const pins = pinning()
  const world = await worlds.fresh()
  const sink = await startSink({ before: pins.other })
  const publisher = await openPublisher(pins.other, world.url, world.authorId)
  const sender = await startSender(world.db, settings(world.url, sink.url, options.connections), {
    before: pins.measured,
  })
  try {
    await publisher.publish('release')
    const underWay = Math.max(200, options.recipients / 20)
    await until(
      async () => (await sink.counts()).accepted >= underWay,
      'the release to be under way',
      300_000,
    )
    const { at, announcementId } = await publisher.publish('incident')
    await until(
      async () => ((await tally(world.db, [announcementId])).get(announcementId)?.email.sent ?? 0) >= urgent,
      'the incident to be told',
      300_000,
    )
    await sender.stop()
    return await lookAt(sink, at, urgent)
  } finally {
    await publisher.close()
    await sender.kill()
    await sink.stop()
    await world.drop()
  }
}

/** Reads in the sink's ledger when the incident's mails came, and among how many others. */
async function lookAt(sink: Awaited<ReturnType<typeof startSink>>, publishedAt: number, urgent: number) {
  const { repeated } = await sink.counts()
  const ours: { first: number; firstAt: number }[] = []
  for await (const one of sink.deliveries()) if (one.to.startsWith('urgent')) ours.push(one)
  const places = ours.map((one) => one.first)
  const times = ours.map((one) => one.firstAt)
  const among = Math.max(...places) - Math.min(...places) + 1
  const ms = Math.max(1, Math.max(...times) - Math.min(...times))
  return {
    firstMs: Math.min(...times) - publishedAt,
    share: ours.length / among,
    lineRate: (among / ms) * 1_000,
    faults: [
      ours.length === urgent ? '' : `${ours.length} of ${urgent} were told of the incident`,
      repeated === 0 ? '' : `${repeated} messages came twice`,
    ].filter(Boolean),
  }
}

function resultOf(options: Options, urgent: number, rounds: Round[]): Result {
  const first = spreadOf(rounds.map((round) => round.firstMs))
  const share = spreadOf(rounds.map((round) => round.share))
  const figures = {
    first_ms: rounded(first.median),
    first_ms_most: rounded(first.most),
    share: rounded(share.median),
    share_least: rounded(share.least),
    line_per_s: rounded(spreadOf(rounds.map((round) => round.lineRate)).median),
    recipients: options.recipients,
    urgent,
    engine: options.engine,
    rounds: options.rounds,
  }
  const targets = [
    { what: 'first mail of the incident (F9)', value: first.median, limit: { most: 1_000 }, unit: ' ms' },
    { what: 'share of the line that its set got (F9)', value: share.median, limit: { least: 0.8 } },
  ]
  return { figures, targets, faults: rounds.flatMap((round) => round.faults) }
}
