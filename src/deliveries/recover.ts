import { rmSync } from 'node:fs'
import { type Db, transact } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { addSent } from '#db/queries/sent-days.ts'
import type { DeliveryRow } from '#db/schema.ts'
import type { Channel } from '#src/channels/channel.ts'
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
  }
  const outcome = { result: 'sent', ...(providerId ? { providerId } : {}) } as const
  return { row, outcome, verdict: verdictOf(row, outcome, at, 0), at }
}
