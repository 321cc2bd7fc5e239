import { randomUUID } from 'node:crypto'
import type { Db } from '#db/open.ts'
import { claimRound } from '#db/queries/claims.ts'
import { findRecipients } from '#db/queries/deliveries.ts'
import { insertInstance } from '#db/queries/instances.ts'
import { settle } from '#db/queries/settle.ts'
import type { DeliveryRow } from '#db/schema.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { verdictOf } from '#src/deliveries/verdict.ts'
import { publish } from '#src/posts/publish.ts'
import { anIncident } from '#test/support/makers.ts'
import { percentile } from './figures.ts'
import type { World } from './world.ts'

// The ledger through the functions that the sender calls, without sending anything.

/** Publishes, and makes rows until there are so many. Gives the time of it all and of the longest chunk, in ms. */
export async function publishAndExpand(
  { db, authorId }: World,
  wanted: number,
): Promise<{ ms: number; longest: number }> {
  const now = Date.now()
  const author = { id: authorId, name: 'Ana Reis' }
  await publish(db, anIncident({ channels: ['email'] }), { author, now, formKey: randomUUID() })
  const began = performance.now()
  let longest = 0
  let made = 0
  while (made < wanted) {
    const before = performance.now()
    const some = await fanOut(db, now)
    if (!some) throw new Error(`Only ${made} of ${wanted} rows were made.`)
    made += some
    longest = Math.max(longest, performance.now() - before)
  }
  return { ms: performance.now() - began, longest }
}

/** Claims, looks up readers and writes results, batch by batch. Gives the time of it all and of each claim, in ms,
 * and what it cost this process. */
export async function claimAndSettle(
  db: Db,
  { batch, wanted }: { batch: number; wanted: number },
): Promise<{ done: number; ms: number; cpuUs: number; claims: number[] }> {
  const owner = randomUUID()
  const now = Date.now()
  await insertInstance(db, { id: owner, host: 'bench', pid: process.pid, now })
  const claims: number[] = []
  const cpu = process.cpuUsage()
  const began = performance.now()
  let done = 0
  while (done < wanted) {
    const before = performance.now()
    const rows = await claimRound(db, {
      channel: 'email',
      owner,
      leaseUntil: now + 720_000,
      limit: batch,
      now,
    })
    claims.push(performance.now() - before)
    if (!rows.length) throw new Error(`Only ${done} of ${wanted} rows could be claimed.`)
    const ids = rows.map((row) => row.subscriber_id)
    await findRecipients(db, ids)
    const results = rows.map((row) => sent(row, now))
    const written = await settle(db, results)
    if (written !== rows.length) throw new Error(`${written} of ${rows.length} results were written.`)
    done += rows.length
  }
  const { user, system } = process.cpuUsage(cpu)
  return { done, ms: performance.now() - began, cpuUs: user + system, claims }
}

/** What one claim of 500 costs, in ms. */
export async function claimTimes(world: World, rows: number): Promise<number> {
  await publishAndExpand(world, rows)
  const { claims } = await claimAndSettle(world.db, { batch: 500, wanted: Math.floor(rows / 2) })
  return percentile(claims, 0.5)
}

/** What the sender writes of a message that the relay took. */
function sent(row: DeliveryRow, now: number) {
  const outcome = { result: 'sent', code: '250', answer: '250 2.0.0 Ok' } as const
  return {
    announcementId: row.announcement_id,
    subscriberId: row.subscriber_id,
    claim: row.claim ?? 0,
    change: verdictOf(row, outcome, now, 0.5).change,
  }
}
