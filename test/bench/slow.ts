import { slowConnections } from '#test/support/slow.ts'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { type Result, rounded, shown, spreadOf } from './figures.ts'
import { peakRssMib, pinning } from './machine.ts'
import { seedPosts } from './page-seed.ts'
import { settings } from './sender.ts'
import { pageTimes, startBenchSite } from './site.ts'
import { seededWorlds } from './world.ts'

const MANY = 1_000
const LOOKS = 500

/** How long the page takes while a thousand connections are slow with headers, bodies or reading (W14). */
export async function slow(options: Options): Promise<Result> {
  const pins = pinning()
  console.log(pins.told)
  const worlds = await seededWorlds(options.engine, options.recipients, {
    fill: (db, authorId) => seedPosts(db, options.engine, authorId, 100),
  })
  const world = await worlds.fresh()
  const env = settings(world.url, 'smtp://127.0.0.1:1', 1)
  const site = await startBenchSite(env, { before: pins.measured, sender: false })
  const rest: number[] = []
  const during: number[] = []
  try {
    await pageTimes(`${site.url}/`, '', LOOKS)
    for (let round = 1; round <= options.rounds; round++) {
      rest.push((await pageTimes(`${site.url}/`, '', LOOKS)).p99)
      const crowd = slowConnections(Number(new URL(site.url).port), MANY)
      await until(() => crowd.held() === MANY, 'all of them to be connected', 60_000)
      during.push((await pageTimes(`${site.url}/`, '', LOOKS)).p99)
      crowd.stop()
      console.log(
        `Round ${round}: p99 ${shown(rest.at(-1) ?? 0)} ms at rest, ${shown(during.at(-1) ?? 0)} ms during`,
      )
    }
    const p99 = spreadOf(during).median
    const figures = {
      p99_at_rest_ms: rounded(spreadOf(rest).median),
      p99_ms: rounded(p99),
      slow_connections: MANY,
      rss_mib: rounded(peakRssMib(site.pid)),
      rounds: options.rounds,
    }
    const limit = { most: 200 }
    return {
      figures,
      targets: [{ what: 'p99 beside them (W14)', value: p99, limit, unit: ' ms' }],
      faults: [],
    }
  } finally {
    await site.stop()
    await world.drop()
    await worlds.drop()
  }
}
