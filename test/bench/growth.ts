import { sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { startSink } from '#test/support/sink.ts'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { claimTimes } from './claims.ts'
import { type Result, rounded, shown, table } from './figures.ts'
import { pinning } from './machine.ts'
import { relayOf } from './relay.ts'
import { ledgerMib, untilFirst } from './round.ts'
import { seedPast } from './seed.ts'
import { settings, startSender } from './sender.ts'
import { pageTimes, publishByForm, staffCookie, startBenchSite } from './site.ts'
import { seededWorlds, type World } from './world.ts'

/** What it costs with so many subscribers and so many past deliveries. */
interface Stage {
  subscribers: number
  past: number
  publishMs: number
  firstMs: number
  claimMs: number
  homeP50: number
  homeP99: number
  /** The first visitor after a publish, for whom the page is made anew. */
  homeFreshMs: number
  staffP50: number
  staffP99: number
  rssMib: number
  diskMib: number
  vacuumedMib: number
  faults: string[]
}

/** Requests for each page. */
const REQUESTS = 300

/** A house that grows: the same publish, the same pages, at a hundredth, a tenth and all of its readers, and after years. */
export async function growth(options: Options): Promise<Result> {
  console.log(pinning().told)
  const all = options.recipients
  const steps = [
    [Math.max(100, Math.round(all / 100)), 0],
    [Math.max(100, Math.round(all / 10)), 0],
    [all, 0],
    [all, 10 * all],
  ] as const
  const stages: Stage[] = []
  for (const [subscribers, past] of steps) {
    console.log(`${shown(subscribers)} subscribers, ${shown(past)} past deliveries …`)
    stages.push(await stageOf(options, subscribers, past))
  }
  return resultOf(options, stages)
}

async function stageOf(options: Options, subscribers: number, past: number): Promise<Stage> {
  const worlds = await seededWorlds(options.engine, subscribers, {
    fill: (db) =>
      seedPast(db, options.engine, { announcements: past / subscribers, recipients: subscribers }),
  })
  try {
    const aside = await worlds.fresh()
    const claimMs = await claimTimes(aside, Math.min(subscribers, 20_000)).finally(() => aside.drop())
    const world = await worlds.fresh()
    const seen = await publishAndLook(world, options, subscribers).finally(() => world.drop())
    return { subscribers, past, claimMs, ...seen }
  } finally {
    await worlds.drop()
  }
}

async function publishAndLook(world: World, options: Options, subscribers: number) {
  const pins = pinning()
  const sink = await startSink({ before: pins.other })
  const env = settings(world.url, sink.url, options.connections)
  const site = await startBenchSite(env, { before: pins.measured, sender: false })
  const before = await ledgerMib(world)
  const sender = await startSender(world.db, env, { before: pins.measured })
  try {
    const cookie = await staffCookie(world.db, world.authorId)
    await pageTimes(`${site.url}/`, '', 20)
    await pageTimes(`${site.url}/admin/deliveries`, cookie, 5)
    const first = untilFirst(relayOf(sink))
    const published = await publishByForm(site, cookie, { title: 'Mail is late', people: subscribers })
    const fresh = await pageTimes(`${site.url}/`, '', 1)
    const firstMs = (await first) - published.at
    const id = await newest(world.db)
    await untilTold(world.db, id, subscribers)
    const home = await pageTimes(`${site.url}/`, '', REQUESTS)
    const staff = await pageTimes(`${site.url}/admin/deliveries/${id}`, cookie, REQUESTS)
    const rssMib = sender.rssMib()
    await sender.stop()
    const diskMib = (await ledgerMib(world)) - before
    const { distinct, repeated } = await sink.counts()
    return {
      publishMs: published.ms,
      firstMs,
      homeP50: home.p50,
      homeP99: home.p99,
      homeFreshMs: fresh.p50,
      staffP50: staff.p50,
      staffP99: staff.p99,
      rssMib,
      diskMib,
      vacuumedMib: (await vacuumed(world)) - before,
      faults: [
        distinct === subscribers ? '' : `${distinct} of ${subscribers} were told`,
        repeated === 0 ? '' : `${repeated} messages came twice`,
      ].filter(Boolean),
    }
  } finally {
    await sender.kill()
    await site.stop()
    await sink.stop()
  }
}

async function newest(db: Db): Promise<number> {
  const row = await db
    .selectFrom('announcements')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return Number(row.id)
}

async function untilTold(db: Db, id: number, wanted: number): Promise<void> {
  await until(
    async () => {
      const sent = (await tally(db, [id])).get(id)?.email.sent ?? 0
      // Asked rarely, so as not to be in the way.
      if (sent < wanted) await new Promise((resolve) => setTimeout(resolve, 200))
      return sent >= wanted
    },
    'everybody to be told',
    60_000 + wanted,
  )
}

async function vacuumed(world: World): Promise<number> {
  await (world.url.startsWith('postgres') ? sql`vacuum full deliveries` : sql`vacuum`).execute(world.db)
  return ledgerMib(world)
}

function resultOf(options: Options, stages: Stage[]): Result {
  const rows = stages.map((stage) => [
    `${shown(stage.subscribers)} + ${shown(stage.past)} past`,
    ...[stage.publishMs, stage.firstMs, stage.claimMs, stage.homeFreshMs].map(shown),
    `${shown(stage.homeP50)}/${shown(stage.homeP99)}`,
    `${shown(stage.staffP50)}/${shown(stage.staffP99)}`,
    shown(stage.rssMib),
  ])
  const head = ['subscribers', 'publish', 'first', 'claim 500', 'home anew', 'home p50/p99', 'staff p50/p99']
  console.log(`\n${table([[...head.map((one, i) => (i ? `${one} ms` : one)), 'RSS MiB'], ...rows])}`)
  const [small, , large, old] = stages
  if (!small || !large || !old) throw new Error('A stage is missing.')
  const perMillion = 1_000_000 / large.subscribers
  const figures = {
    first_ms: rounded(large.firstMs),
    publish_ms: rounded(large.publishMs),
    publish_ms_small: rounded(small.publishMs),
    claim_ms_500: rounded(large.claimMs),
    claim_ms_500_small: rounded(small.claimMs),
    claim_ms_500_old: rounded(old.claimMs),
    home_p50_ms: rounded(old.homeP50),
    home_p99_ms: rounded(old.homeP99),
    staff_p50_ms: rounded(old.staffP50),
    staff_p99_ms: rounded(old.staffP99),
    rss_mib: rounded(large.rssMib),
    rss_mib_small: rounded(small.rssMib),
    disk_mib_per_million: rounded(large.diskMib * perMillion),
    disk_mib_per_million_vacuumed: rounded(large.vacuumedMib * perMillion),
    recipients: options.recipients,
    engine: options.engine,
  }
  const targets = [
    {
      what: 'publish to the first message (aim 100)',
      value: large.firstMs,
      limit: { most: 300 },
      unit: ' ms',
    },
    { what: 'the same after years', value: old.firstMs, limit: { most: 300 }, unit: ' ms' },
    { what: 'the publish answer', value: large.publishMs, limit: { most: 200 }, unit: ' ms' },
    {
      what: 'a claim after years, times that of a small list',
      value: old.claimMs / small.claimMs,
      limit: { most: 2 },
    },
    {
      what: 'home after years, times that of a small list (G1)',
      value: old.homeP50 / small.homeP50,
      limit: { most: 1.5 },
    },
    { what: "the sender's RSS", value: large.rssMib, limit: { most: 200 }, unit: ' MiB' },
    {
      what: "the sender's RSS, times that of a small list (F3)",
      value: large.rssMib / small.rssMib,
      limit: { most: 2 },
    },
    {
      what: 'done deliveries on disk, a million (G2)',
      value: figures.disk_mib_per_million,
      limit: { most: 60 },
      unit: ' MiB',
    },
  ]
  return { figures, targets, faults: stages.flatMap((stage) => stage.faults) }
}
