import { type Db, transact } from '#db/open.ts'
import { updateAnnouncement } from '#db/queries/announcements.ts'
import { countFailures, type FailureFilter, reopenFailures } from '#db/queries/control.ts'
import { countTroubles, type Trouble } from '#db/queries/reasons.ts'
import type { AnnouncementRow } from '#db/schema.ts'
import { Refusal } from '#src/refusal.ts'
import { type Steersman, steer } from './steer.ts'

/** Rows per transaction: nobody waits longer than that for the writer, however many there are (F14). */
const BATCH = 1_000

/** `again`: begun anew; `passedOver`: left out because they have left, may not be written to, or a later update tells them. */
export interface Retried {
  again: number
  passedOver: number
}

/**
 * Tries failures again, those that the filter means (F6): the same rows under the same keys, their attempts beginning
 * anew, the announcement open again. Nobody is written to who has left or is suppressed, and nobody hears an older update
 * after a newer one. Bit by bit, so that the writer is free in between: what a crash leaves undone is still a failure,
 * to be tried again. Throws a {@link Refusal} when it is unknown, stopped, or nothing has failed so.
 */
export async function retryFailed(
  db: Db,
  id: number,
  filter: FailureFilter,
  by: Steersman,
): Promise<Retried> {
  let found: AnnouncementRow | undefined
  const noted = await steer(db, id, 'announcement.retry', by, async (tx, announcement) => {
    if (announcement.cancelled_at !== null)
      throw new Refusal('conflict', { form: 'This has been stopped for good. Say more on the post instead.' })
    const failed = await countFailures(tx, id, filter)
    if (!failed) throw new Refusal('conflict', { form: 'Nothing of this has failed any more.' })
    found = announcement
    return { failed, ...filter }
  })
  const again = found ? await reopenAll(db, found, filter, by.now) : 0
  return { again, passedOver: (noted?.failed ?? 0) - again }
}

async function reopenAll(
  db: Db,
  announcement: AnnouncementRow,
  filter: FailureFilter,
  now: number,
): Promise<number> {
  let again = 0
  for (const sort of await sortsOf(db, announcement.id, filter))
    again += await reopenAlike(db, announcement, sort, now)
  return again
}

type Sort = Pick<Trouble, 'state' | 'code'>

/** The sorts of failures that are meant, each once: on two channels they may have the same code. */
async function sortsOf(db: Db, announcementId: number, filter: FailureFilter): Promise<Sort[]> {
  const states = filter.state ? [filter.state] : ['failed', 'expired']
  const meant = (await countTroubles(db, announcementId)).filter(
    ({ state, code }) => states.includes(state) && (filter.code === undefined || filter.code === code),
  )
  return [
    ...new Map(meant.map(({ state, code }) => [JSON.stringify([state, code]), { state, code }])).values(),
  ]
}

async function reopenAlike(db: Db, announcement: AnnouncementRow, sort: Sort, now: number): Promise<number> {
  let again = 0
  for (let after = -1; ; ) {
    const page = { after, limit: BATCH }
    const reopened = await transact(db, async (tx) => {
      const ids = await reopenFailures(tx, announcement, sort, page, now)
      // Everybody had been told; now somebody has not. However old it is, staff have said that it goes (F12).
      if (ids.length) await updateAnnouncement(tx, announcement.id, { done_at: null, resumed_at: now })
      return ids
    })
    again += reopened.length
    await new Promise(setImmediate)
    if (reopened.length < BATCH) return again
    after = Math.max(...reopened)
  }
}
