import { sql } from 'kysely'
import type { Db } from '#db/open.ts'
import { tally } from '#db/queries/progress.ts'
import { until } from '#test/support/until.ts'
import { pinning } from './machine.ts'
import { openPublisher } from './publisher.ts'
import { now, type Relay } from './relay.ts'
import { type Profile, settings, startSender } from './sender.ts'
import type { World, Worlds } from './world.ts'

/** One announcement, sent to everybody. */
export interface Round {
  /** Messages a second, from asking to publish until relay and ledger both have the last. */
  rate: number
  firstMs: number
  publishMs: number
  rssMib: number
  heapMib: number
  cpuUsPerMsg: number
  diskMibPerMillion: number
  profile?: Profile
}

/** A relay and a ledger that stand still for so long have failed. */
const PATIENCE_MS = 60_000

/**
 * Publishes to everybody and sees it through, in a database of its own, with the sender as an operator runs it. Throws when
 * the ledger and the relay do not agree in the end.
 */
export async function fanOutOnce(
  worlds: Worlds,
  { recipients, connections }: { recipients: number; connections: number },
  relay: Relay,
  { profile = false } = {},
): Promise<Round> {
  const pins = pinning()
  const world = await worlds.fresh()
  const publisher = await openPublisher(pins.other, world.url, world.authorId)
  const env = settings(world.url, relay.url, connections)
  const sender = await startSender(world.db, env, { before: pins.measured, profile })
  try {
    const cpuBefore = sender.cpuMs()
    const first = untilFirst(relay)
    const published = await publisher.publish('incident')
    const firstAt = await first
    const doneAt = await untilAllSent(world.db, relay, published.announcementId, recipients)
    const cpu = sender.cpuMs() - cpuBefore
    await untilClosed(world.db, published.announcementId)
    const diskMib = await ledgerMib(world)
    const rssMib = sender.rssMib()
    const ended = await sender.stop()
    const arrived = await relay.count()
    if (arrived !== recipients) throw new Error(`${arrived} messages arrived for ${recipients} people.`)
    return {
      rate: (recipients / (doneAt - published.at)) * 1_000,
      firstMs: firstAt - published.at,
      publishMs: published.ms,
      rssMib,
      cpuUsPerMsg: (cpu * 1_000) / recipients,
      diskMibPerMillion: (diskMib / recipients) * 1_000_000,
      ...ended,
    }
  } finally {
    await publisher.close()
    await sender.kill()
    await world.drop()
  }
}

/** Looks every other millisecond. */
export async function untilFirst(relay: Relay): Promise<number> {
  const end = now() + PATIENCE_MS
  for (let at = await relay.firstAt(); ; at = await relay.firstAt()) {
    if (at !== undefined) return at
    if (now() > end) throw new Error('No message arrived.')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** When relay and ledger both had everything; the ledger is asked only then, so as not to be in its way before. */
async function untilAllSent(db: Db, relay: Relay, announcementId: number, wanted: number): Promise<number> {
  let best = -1
  let moved = now()
  for (;;) {
    const arrived = await relay.count()
    if (arrived >= wanted && (await sentOf(db, announcementId)) >= wanted) return now()
    if (arrived > best) {
      best = arrived
      moved = now()
    }
    if (now() - moved > PATIENCE_MS)
      throw new Error(`${arrived} of ${wanted} messages arrived, and then nothing more.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function sentOf(db: Db, announcementId: number): Promise<number> {
  return (await tally(db, [announcementId])).get(announcementId)?.email.sent ?? 0
}

/** The ledger says that everybody has been told. */
async function untilClosed(db: Db, announcementId: number): Promise<void> {
  await until(async () => {
    const row = await db
      .selectFrom('announcements')
      .select('done_at')
      .where('id', '=', announcementId)
      .executeTakeFirst()
    return row?.done_at != null
  }, 'the announcement to be closed')
}

/** What the ledger's rows and their indexes take on disk, as a run leaves them. */
export async function ledgerMib({ db, url }: World): Promise<number> {
  const statement = url.startsWith('postgres')
    ? sql<{ bytes: number }>`select pg_total_relation_size('deliveries') as bytes`
    : sql<{ bytes: number }>`
        select sum(pgsize) as bytes from dbstat
        where name in (select name from sqlite_schema where tbl_name = 'deliveries')`
  const { rows } = await statement.execute(db)
  return Number(rows[0]?.bytes) / 1_048_576
}
