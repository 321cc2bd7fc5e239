import type { Db } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { publish } from '#src/posts/publish.ts'
import { aComponent, anIncident } from '#test/support/makers.ts'
import { type Sink, startSink } from '#test/support/sink.ts'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { type Result, rounded, shown, spreadOf } from './figures.ts'
import { type Load, loadOn } from './load.ts'
import { pinning, programs } from './machine.ts'
import { openPublisher } from './publisher.ts'
import { settings } from './sender.ts'
import { startBenchSite } from './site.ts'
import { seededWorlds } from './world.ts'

interface Round {
  rest: Load
  during: Load
  mails: number
}

/** The page and the sender on one core: what the page still does while everybody is told, and what the sender does then. */
export async function interference(options: Options): Promise<Result> {
  const { wrk } = programs('wrk')
  const pins = pinning()
  console.log(pins.told)
  const worlds = await seededWorlds(options.engine, options.recipients, { fill: fillPage })
  const world = await worlds.fresh()
  const sink = await startSink({ before: pins.other })
  const env = settings(world.url, sink.url, options.connections)
  const site = await startBenchSite(env, { before: pins.measured, sender: true })
  const publisher = await openPublisher(pins.other, world.url, world.authorId)
  try {
    const look = () => loadOn({ before: pins.other, wrk, url: `${site.url}/` })
    await look()
    const rounds: Round[] = []
    for (let round = 1; round <= options.rounds; round++) {
      const rest = await look()
      const { announcementId } = await publisher.publish('incident')
      const told = (await sink.counts()).accepted
      await until(
        async () => (await sink.counts()).accepted > told + 500,
        'the fan-out to be under way',
        60_000,
      )
      const before = await sink.counts()
      const began = performance.now()
      const during = await look()
      const after = await sink.counts()
      const mails = ((after.accepted - before.accepted) / (performance.now() - began)) * 1_000
      await stop(world.db, announcementId, sink)
      rounds.push({ rest, during, mails })
      console.log(
        `Round ${round}: page ${shown(rest.rate)}/s at rest, ${shown(during.rate)}/s during; p99 ${shown(rest.p99)} and ${shown(during.p99)} ms; ${shown(mails)} mails/s`,
      )
      if (after.accepted - told >= options.recipients)
        throw new Error('The fan-out was over before the page was measured: use more --recipients.')
    }
    const { repeated } = await sink.counts()
    return resultOf(options, rounds, repeated)
  } finally {
    await publisher.close()
    await site.stop()
    await sink.stop()
    await world.drop()
    await worlds.drop()
  }
}

/** A page as large as a real one: thirty components, twenty incidents. */
async function fillPage(db: Db, authorId: number): Promise<void> {
  const author = { id: authorId, name: 'Ana Reis' }
  for (let i = 1; i <= 30; i++) await aComponent(db, `Component ${i}`, { position: i })
  for (let i = 1; i <= 20; i++) {
    const draft = anIncident({ title: `Incident ${i}`, state: 'resolved', channels: [] })
    await publish(db, draft, { author, now: Date.now(), formKey: `fill${i}` })
  }
}

/** Nobody else is told, and the line has fallen silent. */
async function stop(db: Db, announcementId: number, sink: Sink): Promise<void> {
  await updateAnnouncement(db, announcementId, { cancelled_at: Date.now() })
  let last = -1
  await until(async () => {
    const { accepted } = await sink.counts()
    const silent = accepted === last
    last = accepted
    await new Promise((resolve) => setTimeout(resolve, 500))
    return silent
  }, 'the fan-out to stop')
}

function resultOf(options: Options, rounds: Round[], repeated: number): Result {
  const of = (figure: (round: Round) => number) => spreadOf(rounds.map(figure)).median
  const kept = of(({ rest, during }) => during.rate / rest.rate)
  const slower = of(({ rest, during }) => during.p99 / rest.p99)
  const figures = {
    page_at_rest: rounded(of(({ rest }) => rest.rate)),
    page_during: rounded(of(({ during }) => during.rate)),
    kept: rounded(kept),
    p99_at_rest_ms: rounded(of(({ rest }) => rest.p99)),
    p99_during_ms: rounded(of(({ during }) => during.p99)),
    p99_times: rounded(slower),
    mails_during: rounded(of(({ mails }) => mails)),
    recipients: options.recipients,
    engine: options.engine,
    rounds: options.rounds,
  }
  const targets = [
    { what: 'of its requests the page keeps (D1)', value: kept, limit: { least: 0.75 } },
    { what: 'p99 during, times that at rest (D1)', value: slower, limit: { most: 2.5 } },
    { what: 'mails a second meanwhile', value: figures.mails_during, limit: { least: 1 } },
  ]
  return { figures, targets, faults: repeated ? [`${repeated} messages came twice`] : [] }
}
