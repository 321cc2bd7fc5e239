import { rmSync, statSync } from 'node:fs'
import { type Db, transact } from '#db/open.ts'
import { listInstances } from '#db/queries/instances.ts'
import { findPage } from '#db/queries/page.ts'
import { addSent } from '#db/queries/sent-days.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Channel } from '#src/channels/channel.ts'
import { each } from '#src/each.ts'
import { type Entry, entriesOf, type JournalFile, journalsIn } from './journal.ts'
import { dayOf } from './ramp.ts'
import { type Ended, record } from './record.ts'
import { verdictOf } from './verdict.ts'

const AT_ONCE = 500

/**
 * Writes down what a dead sender had handed over before it could say so itself, as long as its claims stand: call it
 * before they are freed. Its journals are gone afterwards. Safe to be killed and to run twice. Returns how many messages
 * they told of.
 */
export async function settleJournals(db: Db, folder: string, owner: string): Promise<number> {
  let told = 0
  for (const file of journalsIn(folder).filter((one) => one.owner === owner)) {
    told += await settleJournal(db, file)
    rmSync(file.path, { force: true })
  }
  return told
}

/**
 * Removes journals that nobody has written to since `before` and whose sender the database no longer knows: another host
 * took it for dead, or they could not be read. What still holds in them is written down first. Throws the first fault when
 * all are gone. Returns how many files it were.
 */
export async function clearJournals(db: Db, folder: string, before: number): Promise<number> {
  const known = new Set((await listInstances(db)).map(({ id }) => id))
  const left = journalsIn(folder).filter(
    ({ owner, path }) =>
      !known.has(owner) && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before) < before,
  )
  await each(left, async (file) => {
    await settleJournal(db, file).finally(() => rmSync(file.path, { force: true }))
  })
  return left.length
}

async function settleJournal(db: Db, { channel, path }: JournalFile): Promise<number> {
  const zone = (await findPage(db))?.time_zone ?? 'UTC'
  const entries = [...entriesOf(path)]
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const ended = entries.slice(from, from + AT_ONCE).map((entry) => endedOf(entry, channel))
    await transact(db, async (tx) => {
      await record(tx, ended)
      for (const [day, some] of Map.groupBy(ended, ({ at }) => dayOf(at, zone)))
        await addSent(tx, day, channel, some.length)
    })
  }
  return entries.length
}

function endedOf({ claim, attempts, at, providerId, ...whose }: Entry, channel: Channel): Ended {
  const row: DeliveryRow = {
    announcement_id: whose.announcementId,
    subscriber_id: whose.subscriberId,
    channel,
    state: 'claimed',
    attempts,
    claim,
    due_at: at,
    first_at: null,
    sent_at: null,
    looks: null,
    provider_id: null,
    outcome: null,
    code: null,
    answer: null,
    digest_id: null,
  }
  const outcome = { result: 'sent', ...(providerId ? { providerId } : {}) } as const
  return { row, outcome, verdict: verdictOf(row, outcome, at, 0), at }
}
